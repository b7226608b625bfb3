import {
  BackdropsContent,
  GroundsContent,
  ItemsContent,
  KindsContent,
  MaterialsContent,
  RolesContent,
  TraitsContent,
} from '../../schemas/content/painter-figures.ts'

/** Kinds of content files of things and persons; the first path that fits holds. */
export const figureKinds = [
  { glob: 'content/painter/items/materials.yaml', schema: MaterialsContent },
  { glob: 'content/painter/items/grounds.yaml', schema: GroundsContent },
  { glob: 'content/painter/items/*.yaml', schema: ItemsContent },
  { glob: 'content/painter/characters/kinds.yaml', schema: KindsContent },
  { glob: 'content/painter/characters/roles.yaml', schema: RolesContent },
  { glob: 'content/painter/characters/traits.yaml', schema: TraitsContent },
  { glob: 'content/painter/characters/backdrops.yaml', schema: BackdropsContent },
]
