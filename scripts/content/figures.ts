import type { MaterialsContent } from '../../schemas/content/painter.ts'
import type { ThingsContent } from '../../schemas/content/painter-items.ts'
import type { FiguresContent, RoleContent } from '../../schemas/content/painter-portrait.ts'
import { fixedSlots } from '../../src/ports/imaging/painter/palette.ts'
import { bodySlots } from '../../src/ports/imaging/painter/portrait/body-slots.ts'
import { unknownNames } from './unknown-names.ts'

const always = Object.keys(fixedSlots)

const slotsIn = (art: string) => [...art.matchAll(/\{([a-z]+)(?:_[a-z]+)?\}/g)].map(([, slot = '']) => slot)

const namedIn = (choices: string[]) => choices.filter((choice) => !choice.startsWith('#'))

/** Names that items use and nothing has. */
export function problemsOfThings(
  { unknown, items, grounds }: ThingsContent,
  { materials }: MaterialsContent,
): string[] {
  return [
    ...unknownNames([unknown], Object.keys(items), 'unknown.yaml: no item'),
    ...Object.entries(items).flatMap(([id, { slots, tint, light, ground, art, glow = '' }]) => {
      const used = [...slotsIn(art + glow), tint, ...(light ? [light.colour] : [])]
      const choices = Object.values(slots).flat()
      return [
        ...unknownNames(used, [...Object.keys(slots), ...always], `item ${id}: no slot`),
        ...unknownNames(ground, Object.keys(grounds), `item ${id}: no ground`),
        ...unknownNames(namedIn(choices), Object.keys(materials), `item ${id}: no material`),
      ]
    }),
  ]
}

/** Names that characters use and nothing has. */
export function problemsOfFigures(figures: FiguresContent, { materials }: MaterialsContent): string[] {
  const { roles, traits, backdrops } = figures
  const shared = [...Object.keys(traits.slots), ...bodySlots, ...always]
  const artOf = ({ back, body, hat, front = '' }: RoleContent) => back + body + hat + front
  return [
    ...problemsOfUnknown(figures),
    ...unknownNames(namedIn(Object.values(traits.slots)), Object.keys(materials), 'traits.yaml: no material'),
    ...Object.entries(roles).flatMap(([id, role]) => {
      const choices = Object.values(role.slots).flat()
      return [
        ...unknownNames(slotsIn(artOf(role)), [...Object.keys(role.slots), ...shared], `role ${id}: no slot`),
        ...unknownNames([role.tint], Object.keys(role.slots), `role ${id}: no slot`),
        ...unknownNames([role.backdrop], Object.keys(backdrops), `role ${id}: no backdrop`),
        ...unknownNames(namedIn(choices), Object.keys(materials), `role ${id}: no material`),
      ]
    }),
  ]
}

function problemsOfUnknown({ unknown, kinds, roles, traits }: FiguresContent): string[] {
  const { ages, moods, beards } = traits
  return [
    ...unknownNames([unknown.kind], Object.keys(kinds), 'unknown.yaml: no kind'),
    ...unknownNames([unknown.role, unknown.anybody], Object.keys(roles), 'unknown.yaml: no role'),
    ...unknownNames(unknown.ages, Object.keys(ages), 'unknown.yaml: no age'),
    ...unknownNames(unknown.moods, Object.keys(moods), 'unknown.yaml: no mood'),
    ...unknownNames(unknown.beards, Object.keys(beards), 'unknown.yaml: no beard'),
    // The code of the painter names these.
    ...unknownNames(['child'], Object.keys(ages), 'traits.yaml: no age'),
    ...unknownNames(['none'], Object.keys(beards), 'traits.yaml: no beard'),
  ]
}
