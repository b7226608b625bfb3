import { type Static, Type } from '@sinclair/typebox'
import {
  answer,
  bodyProblems,
  empty,
  etagHeader,
  exampleOf,
  nullable,
  problems,
  problemWith,
  ref,
  Timestamp,
} from './common.ts'
import { PageQuery, pageOf } from './paging.ts'

const demoState = {
  scene_index: 6,
  party_name: "Aether's Chosen",
  heroes: [
    { name: 'Aether', class: 'scribe', hp: 70 },
    { name: 'Kael', class: 'fighter', hp: 120 },
  ],
  symbol_choice: 'chaos',
  choices: { scene8: 'fight' },
}

export const SessionId = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  description:
    'Names the play session: 1 to 200 characters, no control characters. Whoever knows it can read and write the save.',
  examples: ['shard-472-demo'],
})

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

const ChoiceValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
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

export const SaveState = Type.Object(
  {
    scene_index: Type.Integer({ minimum: 1, maximum: 11, description: 'Where the player is; going back is allowed' }),
    party_name: Type.String({ minLength: 1, maxLength: 200 }),
    heroes: Type.Array(ref(Hero), { maxItems: 100 }),
    symbol_choice: nullable(Type.String({ maxLength: 200 }), {
      default: null,
      description: 'The symbol of the party; null until one is chosen',
    }),
    choices: Choices,
  },
  {
    $id: 'SaveState',
    additionalProperties: true,
    description: 'The state of a play session. Further members are kept and returned unchanged.',
    examples: [demoState],
  },
)
export type SaveState = Static<typeof SaveState>

export const SaveReceipt = Type.Object(
  {
    status: Type.Literal('saved'),
    scene_index: Type.Integer(),
    version: Type.Integer({ description: 'Grows by 1 with each change; identical content keeps it' }),
    updated_at: Timestamp,
  },
  {
    $id: 'SaveReceipt',
    description: 'Committed to disk',
    examples: [{ status: 'saved', scene_index: 6, version: 3, updated_at: '2026-11-20T09:30:00.000Z' }],
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
    scene_index: Type.Integer(),
    party_name: Type.String(),
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

export const SaveConflict = problemWith(
  'SaveConflict',
  {
    current: nullable(Type.Object({ version: Type.Integer(), updated_at: Timestamp, state: ref(SaveState) }), {
      description: 'What is there now; null when nothing is',
    }),
  },
  {
    description: 'The save has moved on since the version that the request is based on. Nothing was written.',
    examples: [
      exampleOf(
        412,
        'save-changed',
        'The save has changed since the version you named. Nothing was written; see current.',
        {
          current: { version: 4, updated_at: '2026-11-20T09:30:00.000Z', state: { ...demoState, scene_index: 7 } },
        },
      ),
    ],
  },
)
export type SaveConflict = Static<typeof SaveConflict>

const IfMatch = Type.String({
  maxLength: 1000,
  description: 'Write only when the save is still at this version: its ETag, e.g. "3"; or * for any existing one',
})
const IfNoneMatch = Type.String({ maxLength: 1000 })
const conditions = Type.Object({
  'if-match': Type.Optional(IfMatch),
  'if-none-match': Type.Optional({ ...IfNoneMatch, description: '*: create only, never overwrite' }),
})
const params = Type.Object({ session_id: SessionId })
const versionParams = Type.Object({
  session_id: SessionId,
  version: Type.Integer({
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'One that listSaveVersions names',
    examples: [1],
  }),
})
const conflict = { 412: { ...answer('Changed meanwhile; current tells what is there now', ref(SaveConflict)) } }
const saved = answer('Committed to disk', ref(SaveReceipt), etagHeader)
const tags = ['saves']

export const saveSession = {
  operationId: 'saveSession',
  tags,
  summary: 'Save the state of a play session',
  description:
    'A 200 means committed to disk. Without a condition the last write wins and the overwritten state stays in the history. Identical content keeps its version.',
  headers: conditions,
  body: Type.Object(
    { session_id: SessionId, state: ref(SaveState) },
    { additionalProperties: false, examples: [{ session_id: 'shard-472-demo', state: demoState }] },
  ),
  response: { 200: saved, ...problems(...bodyProblems, 428), ...conflict },
}

export const loadSession = {
  operationId: 'loadSession',
  tags,
  summary: 'Load the latest state of a play session',
  description: 'Answers exactly what was saved, or says that nothing was.',
  params,
  headers: Type.Object({
    'if-none-match': Type.Optional({
      ...IfNoneMatch,
      description: 'Answer 304 when the save is still at this version: its ETag, e.g. "3"',
    }),
  }),
  response: {
    200: answer('The save', ref(Save), etagHeader),
    304: empty('Unchanged since the version that If-None-Match names', etagHeader),
    ...problems(404),
  },
}

export const listSaveVersions = {
  operationId: 'listSaveVersions',
  tags,
  summary: 'List the kept versions of a save, newest first',
  description: 'The current version and those it replaced, as many as the service keeps.',
  params,
  querystring: PageQuery,
  response: { 200: answer('A page of versions', ref(SaveVersionPage)), ...problems(404) },
}

export const loadSaveVersion = {
  operationId: 'loadSaveVersion',
  tags,
  summary: 'Load one version of a save',
  description: 'Any version that is still kept, the current one included.',
  params: versionParams,
  response: { 200: answer('The save as it was', ref(Save), etagHeader), ...problems(404) },
}

export const restoreSaveVersion = {
  operationId: 'restoreSaveVersion',
  tags,
  summary: 'Bring back an earlier version',
  description: 'Its state becomes a new version; nothing is erased.',
  params: versionParams,
  headers: Type.Object({ 'if-match': Type.Optional(IfMatch) }),
  response: { 200: saved, ...problems(404, 428), ...conflict },
}

export const patchSave = {
  operationId: 'patchSave',
  tags,
  summary: 'Change parts of a saved state',
  description:
    'A JSON merge patch (RFC 7396) of the state: members are replaced, null removes one, arrays are replaced whole. If-Match is required.',
  params,
  // Not required by the schema: without it the answer is 428, which says what is missing.
  headers: Type.Object({ 'if-match': Type.Optional({ ...IfMatch, examples: ['*'] }) }),
  body: {
    content: {
      'application/merge-patch+json': {
        schema: Type.Object(
          {},
          { additionalProperties: true, examples: [{ scene_index: 7, choices: { scene7: 'run' } }] },
        ),
      },
    },
  },
  response: { 200: saved, ...problems(404, ...bodyProblems, 428), ...conflict },
}

export const deleteSave = {
  operationId: 'deleteSave',
  tags,
  summary: 'Delete a save and its history',
  description: 'Afterwards load answers 404.',
  params,
  headers: Type.Object({ 'if-match': Type.Optional(IfMatch) }),
  response: { 204: empty('Deleted'), ...problems(404), ...conflict },
}
