import type { LandscapeContent } from '../../schemas/content/painter-landscape.ts'
import { grownNames } from '../../src/ports/imaging/painter/landscape/grown.ts'
import { lightSlotNames } from '../../src/ports/imaging/painter/landscape/light.ts'
import { unknownNames } from './unknown-names.ts'

/** Names that landscapes use and nothing has. */
export function problemsOfLandscapes({ unknown, hours, weathers, palette, parts, places }: LandscapeContent): string[] {
  const drawable = [...Object.keys(parts), ...grownNames]
  const slots = [...Object.keys(palette), ...lightSlotNames]
  return [
    ...unknownNames([unknown.place], Object.keys(places), 'unknown.yaml: no place'),
    ...unknownNames([unknown.hour], Object.keys(hours), 'unknown.yaml: no hour'),
    ...unknownNames([unknown.weather], Object.keys(weathers), 'unknown.yaml: no weather'),
    ...Object.entries(places).flatMap(([place, it]) => {
      const used = it.parts.map(({ what }) => what)
      return unknownNames(used, drawable, `places/${place}.yaml: no part`)
    }),
    ...Object.entries(parts).flatMap(([part, { shapes, over = [], textures = [] }]) => {
      const used = [...shapes, ...over].map((text) => text.match(/^[a-z]+/)?.[0] ?? '')
      return unknownNames([...used, ...textures.map(({ slot }) => slot)], slots, `part ${part}: palette.yaml has no`)
    }),
  ]
}
