import { type Static, Type } from '@sinclair/typebox'
import { pageOf } from '../paging.ts'
import { exampleOf, problemWith } from '../problems.ts'
import { anyType, defaulted, nullable, ref, Timestamp } from '../shared.ts'

/** Example of a state everywhere in the contract. */
export const demoState = {
  scene_index: 6,
  party_name: "Aether's Chosen",
  heroes: [
    { name: 'Aether', class: 'scribe', hp: 70 },
    { name: 'Kael', class: 'fighter', hp: 120 },
  ],
  symbol_choice: 'chaos',
  choices: { scene8: 'fight' },
}

export const Hero = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, examples: ['Aether'] }),
    class: Type.String({ minLength: 1, maxLength: 100, description: 'As the game calls it', examples: ['scribe'] }),
    hp: Type.Integer({
      minimum: Number.MIN_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Hit points; may be 0',
    }),
  },
  {
    $id: 'Hero',
    additionalProperties: true,
    description: 'One of the party. Further members are kept and returned unchanged.',
  },
)

const ChoiceValue = anyType([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
const Choices = Type.Unsafe<Record<string, Static<typeof ChoiceValue>>>(
  Type.Object(
    {},
    {
      additionalProperties: ChoiceValue,
      propertyNames: { maxLength: 200 },
      maxProperties: 500,
      default: {},
      description: 'What the player chose, by a key of the game',
      examples: [{ scene8: 'fight' }],
    },
  ),
)

const members = {
  scene_index: Type.Integer({ minimum: 1, maximum: 11, description: 'Where the player is; going back is allowed' }),
  party_name: Type.String({ minLength: 1, maxLength: 200 }),
  heroes: Type.Array(ref(Hero), { maxItems: 100 }),
  symbol_choice: nullable(Type.String({ maxLength: 200 }), {
    default: null,
    description: 'The symbol of the party; null until one is chosen',
  }),
  choices: Choices,
}

export const SaveState = Type.Object(members, {
  $id: 'SaveState',
  additionalProperties: true,
  description: 'The state of a play session. Further members are kept and returned unchanged.',
  examples: [demoState],
})
export type SaveState = Static<typeof SaveState>

/** State in a request: members with a default are optional. */
export const SaveStateInput = Type.Object(
  { ...members, symbol_choice: defaulted(members.symbol_choice), choices: defaulted(members.choices) },
  {
    $id: 'SaveStateInput',
    additionalProperties: true,
    description: 'A state as it is sent. Further members are kept and returned unchanged.',
    examples: [demoState],
  },
)

export const SaveReceipt = Type.Object(
  {
    status: Type.Literal('saved'),
    session_id: Type.String({ description: 'The play session; made for this save when the request named none' }),
    scene_index: nullable(Type.Integer(), { description: 'That of the state; null when it has none' }),
    version: Type.Integer({ description: 'Grows by 1 with each change; identical content keeps it' }),
    updated_at: Timestamp,
  },
  {
    $id: 'SaveReceipt',
    description: 'Committed to disk',
    examples: [
      {
        status: 'saved',
        session_id: 'shard-472-demo',
        scene_index: 6,
        version: 3,
        updated_at: '2026-11-20T09:30:00.000Z',
      },
    ],
  },
)
export type SaveReceipt = Static<typeof SaveReceipt>

export const Save = Type.Object(
  {
    session_id: Type.String(),
    state: ref(SaveState),
    version: Type.Integer({ description: 'The same as the ETag, without its quotes' }),
    updated_at: Timestamp,
  },
  {
    $id: 'Save',
    description: 'A state as it was saved',
    examples: [{ session_id: 'shard-472-demo', state: demoState, version: 3, updated_at: '2026-11-20T09:30:00.000Z' }],
  },
)
export type Save = Static<typeof Save>

export const SaveVersion = Type.Object(
  {
    version: Type.Integer(),
    scene_index: nullable(Type.Integer(), { description: 'That of the state; null when it has none' }),
    party_name: nullable(Type.String(), { description: 'That of the state; null when it has none' }),
    size_bytes: Type.Integer({ description: 'Bytes of the stored state' }),
    saved_at: Timestamp,
  },
  {
    $id: 'SaveVersion',
    description: 'One kept version of a save',
    examples: [
      {
        version: 3,
        scene_index: 6,
        party_name: "Aether's Chosen",
        size_bytes: 162,
        saved_at: '2026-11-20T09:30:00.000Z',
      },
    ],
  },
)
export type SaveVersion = Static<typeof SaveVersion>
export const SaveVersionPage = pageOf('SaveVersionPage', SaveVersion, 'Kept versions of a save, newest first')
export type SaveVersionPage = Static<typeof SaveVersionPage>

export const SaveSlot = Type.Object(
  {
    session_id: Type.String(),
    party_name: nullable(Type.String(), { description: 'That of the state; null when it has none' }),
    scene_index: nullable(Type.Integer(), { description: 'That of the state; null when it has none' }),
    size_bytes: Type.Integer({ description: 'Bytes of the stored state' }),
    version: Type.Integer(),
    updated_at: Timestamp,
  },
  { $id: 'SaveSlot', description: 'One save of a player, without its state' },
)
export type SaveSlot = Static<typeof SaveSlot>
export const SaveSlotPage = pageOf('SaveSlotPage', SaveSlot, 'Saves of a player, the last played one first')
export type SaveSlotPage = Static<typeof SaveSlotPage>

export const SaveConflict = problemWith(
  'SaveConflict',
  {
    current: nullable(Type.Object({ version: Type.Integer(), updated_at: Timestamp, state: ref(SaveState) }), {
      description: 'The current save; null when there is none',
    }),
  },
  {
    description: 'The save has moved on since the version that the request is based on. Nothing was written.',
    examples: [
      exampleOf('save-changed', {
        current: { version: 4, updated_at: '2026-11-20T09:30:00.000Z', state: { ...demoState, scene_index: 7 } },
      }),
    ],
  },
)
export type SaveConflict = Static<typeof SaveConflict>
