import { MaterialsContent, UnknownContent } from '../../schemas/content/painter.ts'
import { GroundsContent, ItemsContent } from '../../schemas/content/painter-items.ts'
import {
  HoursContent,
  PaletteContent,
  PartsContent,
  PlaceContent,
  WeathersContent,
} from '../../schemas/content/painter-landscape.ts'
import { BackdropsContent, KindsContent, RolesContent, TraitsContent } from '../../schemas/content/painter-portrait.ts'

/** Kinds of content files of the built-in painter; the first path that fits holds. */
export const painterKinds = [
  { glob: 'content/painter/unknown.yaml', schema: UnknownContent },
  { glob: 'content/painter/materials.yaml', schema: MaterialsContent },
  { glob: 'content/painter/hours.yaml', schema: HoursContent },
  { glob: 'content/painter/weathers.yaml', schema: WeathersContent },
  { glob: 'content/painter/palette.yaml', schema: PaletteContent },
  { glob: 'content/painter/parts/*.yaml', schema: PartsContent },
  { glob: 'content/painter/places/*.yaml', schema: PlaceContent },
  { glob: 'content/painter/grounds.yaml', schema: GroundsContent },
  { glob: 'content/painter/items/*.yaml', schema: ItemsContent },
  { glob: 'content/painter/characters/kinds.yaml', schema: KindsContent },
  { glob: 'content/painter/characters/roles.yaml', schema: RolesContent },
  { glob: 'content/painter/characters/traits.yaml', schema: TraitsContent },
  { glob: 'content/painter/characters/backdrops.yaml', schema: BackdropsContent },
]
