import {
  HoursContent,
  PaletteContent,
  PartsContent,
  PlaceContent,
  WeathersContent,
} from '../../schemas/content/painter.ts'

/** Kinds of content files of the built-in painter. */
export const painterKinds = [
  { glob: 'content/painter/hours.yaml', schema: HoursContent },
  { glob: 'content/painter/weathers.yaml', schema: WeathersContent },
  { glob: 'content/painter/palette.yaml', schema: PaletteContent },
  { glob: 'content/painter/parts/*.yaml', schema: PartsContent },
  { glob: 'content/painter/places/*.yaml', schema: PlaceContent },
]
