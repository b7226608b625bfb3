import { ownerKey } from '../../../db/owner.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type { SaveConflict, SaveReceipt, SaveState, SaveVersionPage } from '../../../schemas/saves/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { Precondition } from '../../http/etag.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { countSession, requireAllowance, type Writing } from './allowance.ts'
import { mergePatch } from './merge-patch.ts'
import { type SaveId, type StoredSave, stateOf, toRow } from './state.ts'
import * as store from './store.ts'

export { owned } from './owned.ts'
export { listSaves } from './slots.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'limits' | 'states'> & {
  env: Pick<Env, 'SAVE_MAX_BYTES' | 'SAVE_VERSIONS_KEPT' | 'SAVES_REQUIRE_IF_MATCH' | 'APP_ENV'>
}

/** Attempts to write a save while other writes come between reading and writing it. */
const MAX_TRIES = 20

const newestFirst = { name: 'version', keys: ['number'] } as const

const keyOf = ({ owner, session_id }: SaveId): store.PartyKey => ({ owner: ownerKey(owner), session_id })

export async function saveSession(
  deps: Needs,
  id: Writing,
  state: SaveState,
  precondition: Precondition,
): Promise<SaveReceipt> {
  deps.states.check(state, 'body.state')
  if (precondition.kind === 'none') requireIfMatch(deps)
  return write(deps, id, state, precondition)
}

export async function loadSession({ db }: Pick<Needs, 'db'>, id: SaveId): Promise<StoredSave> {
  const row = await store.findParty(db, keyOf(id))
  if (!row) throw refuse('save-not-found')
  return row
}

export async function listSaveVersions({ db }: Needs, id: SaveId, query: PageQuery): Promise<SaveVersionPage> {
  const key = keyOf(id)
  const window = windowOf(query, newestFirst)
  const rows = await store.listVersions(db, key, window)
  const total = await totalOf(window, rows.length, () => store.countVersions(db, key))
  const exists = rows.length > 0 || total || (await store.findParty(db, key))
  if (!exists) throw refuse('save-not-found')
  const items = rows.map(({ updated_at, ...row }) => ({ ...row, saved_at: updated_at }))
  return pageOf(query, items, total, newestFirst, (item) => [item.version])
}

export async function loadSaveVersion({ db }: Needs, id: SaveId, version: number): Promise<StoredSave> {
  const row = await store.findVersion(db, { ...keyOf(id), version })
  if (row) return row
  throw refuse((await store.findParty(db, keyOf(id))) ? 'save-version-not-found' : 'save-not-found')
}

export async function restoreSaveVersion(
  deps: Needs,
  id: Writing,
  version: number,
  precondition: Precondition,
): Promise<SaveReceipt> {
  if (precondition.kind === 'none') requireIfMatch(deps)
  const earlier = await loadSaveVersion(deps, id, version)
  // Also without a precondition there must be a save to restore into: what was deleted meanwhile stays deleted.
  const present: Precondition = precondition.kind === 'none' ? { kind: 'present' } : precondition
  return write(deps, id, stateOf(earlier), present, () => refuse('save-not-found'))
}

/** `check` holds the patched state to the same contract as a saved one. */
export async function patchSave(
  deps: Needs,
  id: Writing,
  patch: unknown,
  precondition: Precondition,
  check: (state: unknown) => SaveState,
): Promise<SaveReceipt> {
  if (precondition.kind === 'none' || precondition.kind === 'absent') throw refuse('if-match-required')
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const current = await store.findParty(deps.db, keyOf(id))
    if (!current) throw refuse('save-not-found')
    if (!meets(precondition, current.version)) throw changed(current)
    const state = check(mergePatch(stateOf(current), patch))
    deps.states.check(state, 'state')
    requireSize(deps, state)
    const row = rowOf(deps, id, state)
    if (row.state === current.state) return toReceipt(id, current)
    await requireAllowance(deps, id, row)
    const written = await store.replaceParty(deps.db, { ...row, basedOn: current.version })
    if (written) return toReceipt(id, written)
  }
  throw tooBusy()
}

export async function deleteSave({ db, clock }: Needs, id: SaveId, precondition: Precondition): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const current = await store.findParty(db, keyOf(id))
    if (!current) throw refuse('save-not-found')
    if (!meets(precondition, current.version)) throw changed(current)
    const version = precondition.kind === 'versions' ? current.version : undefined
    if (await store.deleteParty(db, { ...keyOf(id), version, now: clock.now().toISOString() })) return
  }
  throw tooBusy()
}

/**
 * Writes the state if the save meets the precondition. One statement decides; it writes nothing when the save has moved
 * on and when the content is the same, and only then a second one reads which of the two it was.
 */
async function write(
  deps: Needs,
  id: Writing,
  state: SaveState,
  precondition: Precondition,
  whenGone = () => changed(),
) {
  const row = rowOf(deps, id, state)
  await requireAllowance(deps, id, row)
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const written = await attempt(deps, row, precondition)
    if (written) {
      await countSession(deps, id, written.version)
      return toReceipt(id, written)
    }
    const current = await store.findParty(deps.db, keyOf(id))
    if (!current) {
      // Deleted between the two statements: a write without a precondition, or for an absent save, writes it anew.
      if (precondition.kind === 'none' || precondition.kind === 'absent') continue
      throw whenGone()
    }
    if (!meets(precondition, current.version)) throw changed(current)
    if (row.state === current.state) return toReceipt(id, current)
  }
  throw tooBusy()
}

async function attempt({ db }: Needs, row: store.NewParty, precondition: Precondition) {
  if (precondition.kind === 'none') return store.upsertParty(db, row)
  if (precondition.kind === 'absent') return store.insertParty(db, row)
  if (precondition.kind === 'present') return store.replaceAnyParty(db, row)
  const [only, another] = precondition.versions
  if (only !== undefined && another === undefined) return store.replaceParty(db, { ...row, basedOn: only })
  const current = await store.findParty(db, row)
  return current && meets(precondition, current.version)
    ? store.replaceParty(db, { ...row, basedOn: current.version })
    : undefined
}

function meets(precondition: Precondition, version: number): boolean {
  if (precondition.kind === 'versions') return precondition.versions.includes(version)
  return precondition.kind !== 'absent'
}

function requireIfMatch({ env }: Needs) {
  if (env.SAVES_REQUIRE_IF_MATCH) throw refuse('if-match-required')
}

const toReceipt = ({ session_id }: SaveId, row: Omit<SaveReceipt, 'status' | 'session_id'>): SaveReceipt => ({
  status: 'saved',
  session_id,
  scene_index: row.scene_index,
  version: row.version,
  updated_at: row.updated_at,
})

const rowOf = ({ clock, env }: Needs, id: SaveId, state: SaveState) =>
  toRow(id, state, clock.now().toISOString(), env.SAVE_VERSIONS_KEPT)

/** 503: every attempt was overtaken by another write of the same save. */
const tooBusy = () => refuse('overloaded', { headers: { 'retry-after': '1' } })

/** 412 with the current save, so that the client can ask the player instead of overwriting it. */
function changed(save?: StoredSave) {
  const current: SaveConflict['current'] = save
    ? { version: save.version, updated_at: save.updated_at, state: stateOf(save) }
    : null
  return refuse('save-changed', { members: { current } })
}

/** Refuses a patched state that is larger than the body limit of a save. */
function requireSize({ env }: Needs, state: SaveState) {
  const size = Buffer.byteLength(JSON.stringify(state))
  if (size <= env.SAVE_MAX_BYTES) return
  throw refuse('body-too-large', {
    message: `A state may have ${env.SAVE_MAX_BYTES} bytes; patched, this one would have ${size} bytes.`,
  })
}
