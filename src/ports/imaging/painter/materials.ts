import type { MaterialsContent } from '../../../../schemas/content/painter.ts'
import compiled from './materials.json' with { type: 'json' }
import { lookup } from './nearest.ts'
import type { Random } from './random.ts'

const { materials, colours }: MaterialsContent = compiled

/** What a slot is made of: its colour, and how strongly its light and its shade differ (1 is usual). */
export interface Material {
  colour: string
  sheen: number
}

/** A colour or a material is either said or not. */
const SAID = 0.45

const materialIn = lookup(materials)
const colourIn = lookup(colours)

/** What a drawing has to fill: for each slot what the seed chooses from, and the slot that a colour word changes. */
interface Slots {
  slots: Record<string, string[]>
  tint: string
}

/** Material of each slot: what the words say, else what the seed chooses. */
export function materialsFor({ slots, tint }: Slots, words: string, random: Random): Map<string, Material> {
  const chosen = new Map<string, Material>()
  for (const [slot, choice] of Object.entries(slots)) chosen.set(slot, materialOf(random.pick(choice)))
  const material = materials[materialIn(words, SAID) ?? '']
  if (material) {
    const { families, colour, sheen } = material
    const slot = Object.keys(slots).find((name) => families.includes(name)) ?? tint
    chosen.set(slot, { colour, sheen })
  }
  const colour = colours[colourIn(words, SAID) ?? '']
  if (colour) chosen.set(tint, materialOf(colour.colour))
  return chosen
}

/** A material by its name, or a colour. */
export const materialOf = (choice: string): Material => materials[choice] ?? { colour: choice, sheen: 1 }
