import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { closed, Example } from './text.ts'

/** Names and measures that landscapes, items and portraits have in common. */
export const Id = Type.String({ pattern: '^[a-z][a-z_-]*$' })
export const Ids = Type.Array(Id, { minItems: 1 })
/** Name of what a drawing colours alike. Its tones are written with a `_` after it. */
export const Slot = Type.String({ pattern: '^[a-z]+$' })
export const Colour = Type.String({ pattern: '^#[0-9a-f]{6}$' })
export const Examples = Type.Array(Example, { minItems: 1 })
export const Share = Type.Number({ minimum: 0, maximum: 1 })
export const Point = Type.Tuple([Type.Number(), Type.Number()])

/**
 * Drawing in a box from -300 to 300 in both directions: SVG elements without text, links and references. Colours are
 * slots: `{metal}`, its `_lit`, `_shade` and `_deep`, and its gradients `_v`, `_h`, `_d`, `_f` and `_r` (content/README.md).
 */
export const Art = Type.String({ pattern: '^(?!.*(?:href|url|<script|<text|<image|<style|&))', maxLength: 40_000 })

/** Colours of a slot, or names of materials; the seed chooses. */
export const Slots = Type.Record(Slot, Type.Array(Type.Union([Colour, Id]), { minItems: 1 }))

/** Small things in the air. */
export const Air = enumOf(['sparks', 'motes', 'bubbles', 'stars', 'flakes'])
export type Air = Static<typeof Air>

const MaterialContent = Type.Object(
  { examples: Examples, families: Type.Array(Slot, { minItems: 1 }), colour: Colour, sheen: Type.Number() },
  closed,
)

/** What things are made of, and the colours that words name. */
export const MaterialsContent = Type.Object(
  {
    materials: Type.Record(Id, MaterialContent),
    colours: Type.Record(Id, Type.Object({ examples: Examples, colour: Colour }, closed)),
  },
  closed,
)
export type MaterialsContent = Static<typeof MaterialsContent>

/** What is drawn when the words say nothing. From a list, the seed chooses. */
export const UnknownContent = Type.Object(
  {
    scene: Type.Object({ place: Id, hour: Id, weather: Id }, closed),
    item: Id,
    person: Type.Object(
      {
        kind: Id,
        role: Id,
        /** Role of somebody of whom only the sex is said. */
        anybody: Id,
        ages: Ids,
        moods: Ids,
        beards: Ids,
      },
      closed,
    ),
  },
  closed,
)
export type UnknownContent = Static<typeof UnknownContent>
