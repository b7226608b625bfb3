import { Type } from '@sinclair/typebox'
import { PageQuery, pageQuery } from '../paging.ts'
import { bodyProblems, problemAs, problems } from '../problems.ts'
import { prose } from '../prose.ts'
import { optionalSession, SessionId, sessionCookie, sessionHeaders } from '../session.ts'
import { answer, empty, etagHeader, ref } from '../shared.ts'
import { demoState, Save, SaveConflict, SaveReceipt, SaveSlotPage, SaveStateInput, SaveVersionPage } from './state.ts'

export * from './state.ts'

const IfMatch = Type.String({
  maxLength: 1000,
  description: 'Write only when the save is still at this version: its ETag, e.g. "3"; or * for any existing one',
})
const IfNoneMatch = Type.String({ maxLength: 1000 })
const conditions = Type.Object({
  ...sessionHeaders,
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
const conflict = problemAs('save-changed', SaveConflict)
const saved = answer('Committed to disk', ref(SaveReceipt), etagHeader)
const savedSession = answer('Committed to disk', ref(SaveReceipt), { ...etagHeader, ...sessionCookie })
const versionProblems = ['save-not-found', 'save-version-not-found'] as const
export const tag = { name: 'saves', description: "The player's place: saved, versioned, never lost" }
const tags = [tag.name]

export const saveSession = {
  operationId: 'saveSession',
  tags,
  summary: 'Save the state of a play session',
  description: prose`
    A 200 means committed to disk. Without a precondition the last write wins and the overwritten state stays in the
    history. Identical content keeps its version. Without any session a new one is made: it is in the answer, and set
    as the cookie session_id.`,
  headers: conditions,
  body: Type.Object(
    { ...optionalSession, state: ref(SaveStateInput) },
    { additionalProperties: false, examples: [{ session_id: 'shard-472-demo', state: demoState }] },
  ),
  response: {
    200: savedSession,
    ...problems(...bodyProblems, 'if-match-required', 'save-bytes-exceeded', 'sessions-exceeded'),
    ...conflict,
  },
}

const loaded = {
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
    ...problems('save-not-found'),
  },
}

export const loadSession = {
  operationId: 'loadSession',
  tags,
  summary: 'Load the latest state of a play session',
  description: 'Answers exactly what was saved, or says that nothing was.',
  ...loaded,
}

export const readSave = {
  operationId: 'readSave',
  tags,
  summary: 'Load the latest state of a play session, by the address of its save',
  description: 'The same as loadSession, at the address that is patched and deleted.',
  ...loaded,
}

export const listSaves = {
  operationId: 'listSaves',
  tags,
  summary: 'List the saves of a player',
  description: 'The last played one first, without their states. A user has any number; an anonymous session has one.',
  headers: Type.Object(sessionHeaders),
  querystring: Type.Object({ ...optionalSession, ...pageQuery }, { additionalProperties: false }),
  response: { 200: answer('A page of saves', ref(SaveSlotPage)), ...problems() },
}

export const listSaveVersions = {
  operationId: 'listSaveVersions',
  tags,
  summary: 'List the kept versions of a save, newest first',
  description: 'The current version and those it replaced, as many as the service keeps.',
  params,
  querystring: PageQuery,
  response: { 200: answer('A page of versions', ref(SaveVersionPage)), ...problems('save-not-found') },
}

export const loadSaveVersion = {
  operationId: 'loadSaveVersion',
  tags,
  summary: 'Load one version of a save',
  description: 'Any version that is still kept, the current one included.',
  params: versionParams,
  response: { 200: answer('The save as it was', ref(Save), etagHeader), ...problems(...versionProblems) },
}

export const restoreSaveVersion = {
  operationId: 'restoreSaveVersion',
  tags,
  summary: 'Bring back an earlier version',
  description: 'Its state becomes a new version; nothing is erased.',
  params: versionParams,
  headers: Type.Object({ 'if-match': Type.Optional(IfMatch) }),
  response: {
    200: saved,
    ...problems(...versionProblems, ...bodyProblems, 'if-match-required', 'save-bytes-exceeded'),
    ...conflict,
  },
}

const Patch = Type.Object(
  {},
  { additionalProperties: true, examples: [{ scene_index: 7, choices: { scene7: 'run' } }] },
)

export const patchSave = {
  operationId: 'patchSave',
  tags,
  summary: 'Change parts of a saved state',
  description:
    'A JSON merge patch (RFC 7396) of the state: members are replaced, null removes one, arrays are replaced whole. If-Match is required.',
  params,
  // Not required by the schema: without it the answer is 428, which says what is missing.
  headers: Type.Object({ 'if-match': Type.Optional({ ...IfMatch, examples: ['*'] }) }),
  body: { content: { 'application/merge-patch+json': { schema: Patch }, 'application/json': { schema: Patch } } },
  response: {
    200: saved,
    ...problems('save-not-found', ...bodyProblems, 'if-match-required', 'save-bytes-exceeded'),
    ...conflict,
  },
}

export const deleteSave = {
  operationId: 'deleteSave',
  tags,
  summary: 'Delete a save and its history',
  description: 'Afterwards load answers 404.',
  params,
  headers: Type.Object({ 'if-match': Type.Optional(IfMatch) }),
  response: { 204: empty('Deleted'), ...problems('save-not-found', ...bodyProblems), ...conflict },
}
