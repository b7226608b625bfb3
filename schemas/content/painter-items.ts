import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { Air, Art, Colour, Examples, Id, Ids, Point, Slot, Slots } from './painter.ts'
import { closed } from './text.ts'

const GroundContent = Type.Object(
  {
    texture: enumOf(['folds', 'planks', 'slabs', 'clumps', 'drifts', 'panels']),
    colours: Type.Array(Colour, { minItems: 1 }),
    backdrop: Colour,
  },
  closed,
)
export type GroundContent = Static<typeof GroundContent>
export const GroundsContent = Type.Record(Id, GroundContent)

/** Place of a light in the box. */
const Light = Type.Object({ at: Point, colour: Slot, radius: Type.Number({ minimum: 10 }) }, closed)

export const ItemContent = Type.Object(
  {
    examples: Examples,
    /** Lying and seen from above, or standing and seen from the front, its foot at y = 250. */
    view: enumOf(['above', 'front']),
    ground: Ids,
    /** Degrees, clockwise. */
    tilt: Type.Optional(Type.Number()),
    scale: Type.Optional(Type.Number({ minimum: 0.5, maximum: 2 })),
    /** Half the width of what touches the ground. */
    foot: Type.Optional(Type.Number()),
    slots: Slots,
    /** Slot that a colour word changes. */
    tint: Slot,
    /** Light of its own, in the colour of a slot. */
    light: Type.Optional(Light),
    air: Type.Optional(Air),
    art: Art,
    /** Parts that shine by themselves and cast no shadow. */
    glow: Type.Optional(Art),
  },
  closed,
)
export type ItemContent = Static<typeof ItemContent>
export const ItemsContent = Type.Record(Id, ItemContent)

/** All of items, as the painter reads it. */
export interface ThingsContent {
  /** The item that is drawn for an unknown one. */
  unknown: string
  items: Record<string, ItemContent>
  grounds: Record<string, GroundContent>
}
