import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { closed, Example } from './text.ts'

const Id = Type.String({ pattern: '^[a-z][a-z_-]*$' })
const Colour = Type.String({ pattern: '^#[0-9a-f]{6}$' })
const Examples = Type.Array(Example, { minItems: 1 })

/**
 * Drawing in a box from -300 to 300 in both directions: SVG elements without text, links and references. Colours are
 * slots: `{metal}`, its `_lit`, `_shade` and `_deep`, and its gradients `_v`, `_h` (across a cylinder), `_d` and `_r`.
 */
const Art = Type.String({ pattern: '^(?!.*(?:href|url|<script|<text|<image|<style|&))', maxLength: 40_000 })

const MaterialContent = Type.Object(
  { examples: Examples, families: Type.Array(Id, { minItems: 1 }), colour: Colour, sheen: Type.Number() },
  closed,
)
export const MaterialsContent = Type.Object(
  {
    materials: Type.Record(Id, MaterialContent),
    colours: Type.Record(Id, Type.Object({ examples: Examples, colour: Colour }, closed)),
  },
  closed,
)
export type MaterialsContent = Static<typeof MaterialsContent>

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

/** Colours of a slot, or names of materials; the seed chooses. */
const Slots = Type.Record(Id, Type.Array(Type.Union([Colour, Id]), { minItems: 1 }))
const Light = Type.Object(
  { at: Type.Tuple([Type.Number(), Type.Number()]), colour: Id, radius: Type.Number({ minimum: 10 }) },
  closed,
)

const Air = enumOf(['sparks', 'motes', 'bubbles', 'stars', 'flakes'])

export const ItemContent = Type.Object(
  {
    id: Id,
    examples: Examples,
    /** Lying and seen from above, or standing and seen from the front, its foot at y = 250. */
    view: enumOf(['above', 'front']),
    ground: Type.Array(Id, { minItems: 1 }),
    /** Degrees, clockwise. */
    tilt: Type.Optional(Type.Number()),
    scale: Type.Optional(Type.Number({ minimum: 0.5, maximum: 2 })),
    /** Half the width of what touches the ground. */
    foot: Type.Optional(Type.Number()),
    slots: Slots,
    /** Slot that a colour word changes. */
    tint: Id,
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
export const ItemsContent = Type.Array(ItemContent, { minItems: 1 })

/** What a role or a kind often has, when the words do not say otherwise. */
const Usual = Type.Object(
  {
    role: Type.Optional(Id),
    sex: Type.Optional(enumOf(['woman', 'man'])),
    age: Type.Optional(Id),
    mood: Type.Optional(Id),
    style: Type.Optional(Id),
    beards: Type.Optional(Type.Array(Id, { minItems: 1 })),
  },
  closed,
)

export const RoleContent = Type.Object(
  {
    examples: Examples,
    /** How much hair a hat leaves. */
    hair: enumOf(['shown', 'under', 'hidden']),
    backdrop: Id,
    usual: Type.Optional(Usual),
    slots: Slots,
    tint: Id,
    back: Art,
    body: Art,
    hat: Art,
    /** What is held, in front of all. */
    front: Type.Optional(Art),
  },
  closed,
)
export type RoleContent = Static<typeof RoleContent>

export const KindContent = Type.Object(
  {
    examples: Examples,
    hair: Type.Boolean(),
    beard: Type.Boolean(),
    /** Eyes, nose and mouth of people, by sex and mood; those without them have a `face` of their own. */
    features: Type.Boolean(),
    usual: Type.Optional(Usual),
    /** Width of the body as a share of a human's. */
    wide: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1.5 })),
    /** How opaque it is. */
    fade: Type.Optional(Type.Number({ minimum: 0.1, maximum: 1 })),
    skin: Type.Optional(Type.Array(Colour, { minItems: 1 })),
    eyes: Type.Optional(Type.Array(Colour, { minItems: 1 })),
    ears: Art,
    head: Art,
    face: Type.Optional(Art),
    extra: Type.Optional(Art),
    /** Ears and horns, drawn after a hat. */
    before: Type.Optional(Art),
  },
  closed,
)
export type KindContent = Static<typeof KindContent>

/** Place of a light in the box, and its colour. */
const Glow = Type.Object({ at: Type.Tuple([Type.Number(), Type.Number()]), colour: Colour }, closed)

export const BackdropContent = Type.Object(
  { top: Colour, bottom: Colour, far: Colour, near: Colour, light: Glow, air: Type.Optional(Air), art: Art },
  closed,
)
export type BackdropContent = Static<typeof BackdropContent>

const Known = Type.Object({ examples: Examples }, closed)
const Named = Type.Record(
  Id,
  Type.Object({ examples: Examples, colour: Colour, rare: Type.Optional(Type.Boolean()) }, closed),
)
const Style = Type.Object(
  {
    examples: Examples,
    sexes: Type.Array(Id, { minItems: 1 }),
    rare: Type.Optional(Type.Boolean()),
    back: Art,
    front: Art,
    /** What a hat leaves of it. */
    under: Type.Optional(Art),
  },
  closed,
)

export const TraitsContent = Type.Object(
  {
    tones: Named,
    hairs: Named,
    eyes: Type.Array(Colour, { minItems: 1 }),
    ages: Type.Record(Id, Type.Object({ examples: Examples, hairs: Type.Optional(Type.Array(Id)) }, closed)),
    sexes: Type.Object({ woman: Known, man: Known }, closed),
    moods: Type.Record(Id, Type.Object({ examples: Examples, brows: Type.String(), mouth: Art }, closed)),
    styles: Type.Record(Id, Style),
    beards: Type.Record(Id, Type.Object({ examples: Examples, art: Art }, closed)),
    /** Lines of age, and freckles. */
    lines: Type.Record(Id, Art),
    neck: Art,
    faces: Type.Object({ woman: Art, man: Art }, closed),
  },
  closed,
)
export type TraitsContent = Static<typeof TraitsContent>

export const KindsContent = Type.Record(Id, KindContent)
export const RolesContent = Type.Record(Id, RoleContent)
export const BackdropsContent = Type.Record(Id, BackdropContent)

/** All of things, as the painter reads it. */
export interface ThingsContent extends MaterialsContent {
  items: ItemContent[]
  grounds: Record<string, GroundContent>
}

/** All of persons, as the painter reads it. */
export interface FiguresContent {
  kinds: Record<string, KindContent>
  roles: Record<string, RoleContent>
  traits: TraitsContent
  backdrops: Record<string, BackdropContent>
}
