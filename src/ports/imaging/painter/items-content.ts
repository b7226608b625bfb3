import type { GroundContent, ItemContent, ThingsContent } from '../../../../schemas/content/painter-figures.ts'
import compiled from './items.json' with { type: 'json' }
import type { Paint } from './items-palette.ts'
import { type Known, lookup } from './nearest.ts'
import type { Random } from './random.ts'

export const { items, materials, colours, grounds } = compiled as unknown as ThingsContent

/** A smaller likeness is none: the thing is drawn as an unknown one. */
const THRESHOLD = 0.3
/** A colour or a material is either said or not. */
const SAID = 0.45
const UNKNOWN = 'parcel'

const byId = new Map(items.map((item) => [item.id, item]))
const known = lookup(items)
const knownMaterials = lookup(knownOf(materials))
const knownColours = lookup(knownOf(colours))

function knownOf(table: Record<string, { examples: string[] }>): Known[] {
  return Object.entries(table).map(([id, { examples }]) => ({ id, examples }))
}

/** The item that words mean: its name decides, the prompt is asked when the name says nothing. */
export function itemFor(name: string, prompt: string): ItemContent {
  const best = [name, prompt].map((text) => known.match(text)[0]).find((it) => it && it.score >= THRESHOLD)
  return byId.get(best?.id ?? UNKNOWN) as ItemContent
}

export const groundOf = (name: string): GroundContent => grounds[name] as GroundContent

/** Paint of each slot: what the words say, else what the seed chooses. */
export function paintsOf(item: Pick<ItemContent, 'slots' | 'tint'>, words: string, random: Random): Map<string, Paint> {
  const paints = new Map<string, Paint>()
  for (const [slot, choice] of Object.entries(item.slots)) paints.set(slot, paintOf(random.pick(choice)))
  const said = knownMaterials.match(words).find(({ score }) => score >= SAID)
  const material = said && materials[said.id]
  if (material) {
    const slots = Object.keys(item.slots).filter((slot) => material.families.includes(slot))
    const paint = { colour: material.colour, sheen: material.sheen }
    for (const slot of slots.length > 0 ? slots.slice(0, 1) : [item.tint]) paints.set(slot, paint)
  }
  const colour = knownColours.match(words).find(({ score }) => score >= SAID)
  if (colour) paints.set(item.tint, paintOf(colours[colour.id]?.colour ?? ''))
  return paints
}

export function paintOf(choice: string): Paint {
  return materials[choice] ?? { colour: choice, sheen: 1 }
}
