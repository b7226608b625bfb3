import { type Static, Type } from '@sinclair/typebox'
import { enumOf } from '../shared.ts'
import { Air, Art, Colour, Examples, Id, Ids, Point, Slot, Slots, type UnknownContent } from './painter.ts'
import { closed } from './text.ts'

/** What a role or a kind often has, when the words do not say otherwise. */
const Usual = Type.Object(
  {
    role: Type.Optional(Id),
    sex: Type.Optional(enumOf(['woman', 'man'])),
    age: Type.Optional(Id),
    mood: Type.Optional(Id),
    style: Type.Optional(Id),
    beards: Type.Optional(Ids),
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
    tint: Slot,
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
const Glow = Type.Object({ at: Point, colour: Colour }, closed)

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
    sexes: Ids,
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
    ages: Type.Record(
      Id,
      Type.Object({ examples: Examples, hairs: Type.Optional(Ids), beards: Type.Optional(Ids) }, closed),
    ),
    sexes: Type.Object({ woman: Known, man: Known }, closed),
    moods: Type.Record(Id, Type.Object({ examples: Examples, brows: Type.String(), mouth: Art }, closed)),
    styles: Type.Record(Id, Style),
    beards: Type.Record(Id, Type.Object({ examples: Examples, art: Art }, closed)),
    /** Lines of age, and freckles. */
    lines: Type.Record(Id, Art),
    neck: Art,
    /** Colours or materials of slots that every drawing may use, whatever the role has. */
    slots: Type.Record(Slot, Type.Union([Colour, Id])),
    faces: Type.Object({ woman: Art, man: Art }, closed),
  },
  closed,
)
export type TraitsContent = Static<typeof TraitsContent>

export const KindsContent = Type.Record(Id, KindContent)
export const RolesContent = Type.Record(Id, RoleContent)
export const BackdropsContent = Type.Record(Id, BackdropContent)

/** All of persons, as the painter reads it. */
export interface FiguresContent {
  unknown: UnknownContent['person']
  kinds: Record<string, KindContent>
  roles: Record<string, RoleContent>
  traits: TraitsContent
  backdrops: Record<string, BackdropContent>
}
