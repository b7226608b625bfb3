import type { GroundContent, ThingsContent } from '../../../../../schemas/content/painter-items.ts'
import { lookup } from '../nearest.ts'
import compiled from './content.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. */
export const { items, grounds, unknown } = compiled as unknown as ThingsContent

/** A smaller likeness is none: the thing is drawn as an unknown one. */
const THRESHOLD = 0.3

const itemIn = lookup(items)

/** Id of the item that words mean: its name decides, the prompt is asked when the name says nothing. */
export const itemFor = (name: string, prompt: string): string =>
  itemIn(name, THRESHOLD) ?? itemIn(prompt, THRESHOLD) ?? unknown

export const groundOf = (name: string): GroundContent => grounds[name] as GroundContent
