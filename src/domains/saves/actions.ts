import type { PageQuery } from '../../../schemas/paging.ts'
import type { Save, SaveConflict, SaveReceipt, SaveState, SaveVersionPage } from '../../../schemas/saves/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { Basis } from '../../http/route.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { mergePatch } from './merge-patch.ts'
import { toRow, toState } from './state.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'env'>

/** Writers of one save that may come between our read and our write before we give up. */
const MAX_TRIES = 20

export async function saveSession(
  deps: Needs,
  what: { session_id: string; state: SaveState },
  basis: Basis,
): Promise<SaveReceipt> {
  if (basis.kind === 'whatever') requireBasis(deps)
  return write(deps, what.session_id, what.state, basis)
}

export async function loadSession({ db }: Needs, sessionId: string): Promise<Save> {
  const row = await store.findParty(db, { session_id: sessionId })
  if (!row) throw refuse('save-not-found')
  return toSave(sessionId, row)
}

export async function listSaveVersions({ db }: Needs, sessionId: string, query: PageQuery): Promise<SaveVersionPage> {
  const window = windowOf(query, 'version')
  const rows = await store.listVersions(db, sessionId, window)
  const countAll = async () => (await store.countVersions(db, sessionId)).count
  const count = window.after === undefined ? await totalOf(window, rows.length, countAll) : undefined
  const exists = rows.length > 0 || count || (await store.findParty(db, { session_id: sessionId }))
  if (!exists) throw refuse('save-not-found')
  const items = rows.map(({ name, updated_at, ...row }) => ({ ...row, party_name: name, saved_at: updated_at }))
  return pageOf(query, items, count, 'version', (item) => [item.version])
}

export async function loadSaveVersion({ db }: Needs, sessionId: string, version: number): Promise<Save> {
  const row = await store.findVersion(db, sessionId, version)
  if (row) return toSave(sessionId, row)
  throw refuse((await store.findParty(db, { session_id: sessionId })) ? 'save-version-not-found' : 'save-not-found')
}

export async function restoreSaveVersion(
  deps: Needs,
  sessionId: string,
  version: number,
  basis: Basis,
): Promise<SaveReceipt> {
  if (basis.kind === 'whatever') requireBasis(deps)
  const { state } = await loadSaveVersion(deps, sessionId, version)
  // Even without a condition there must be something to go back in: what was deleted meanwhile stays deleted.
  const existing: Basis = basis.kind === 'whatever' ? { kind: 'something' } : basis
  return write(deps, sessionId, state, existing, () => refuse('save-not-found'))
}

/** `checked` holds the patched state to the same contract as a saved one. */
export async function patchSave(
  deps: Needs,
  sessionId: string,
  patch: unknown,
  basis: Basis,
  checked: (state: unknown) => SaveState,
): Promise<SaveReceipt> {
  if (basis.kind === 'whatever' || basis.kind === 'nothing') throw refuse('if-match-required')
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const current = await store.findParty(deps.db, { session_id: sessionId })
    if (!current) throw refuse('save-not-found')
    if (!matches(basis, current.version)) throw changed(toSave(sessionId, current))
    const state = checked(mergePatch(toState(current), patch))
    requireSize(deps, state)
    const row = rowOf(deps, sessionId, state)
    if (isSame(row, current)) return toReceipt(current)
    const written = await store.replaceParty(deps.db, { ...row, basedOn: current.version })
    if (written) return toReceipt(written)
  }
  throw tooBusy()
}

export async function deleteSave({ db }: Needs, sessionId: string, basis: Basis): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const current = await store.findParty(db, { session_id: sessionId })
    if (!current) throw refuse('save-not-found')
    if (!matches(basis, current.version)) throw changed(toSave(sessionId, current))
    const version = basis.kind === 'versions' ? current.version : undefined
    if (await store.deleteParty(db, sessionId, version)) return
  }
  throw tooBusy()
}

/**
 * Writes the state if the save is what `basis` says. One statement decides; it writes nothing when the save has moved
 * on and when the content is the same, and only then do we look which of the two it was.
 */
async function write(deps: Needs, sessionId: string, state: SaveState, basis: Basis, whenGone = () => changed()) {
  const row = rowOf(deps, sessionId, state)
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const written = await attempt(deps, row, basis)
    if (written) return toReceipt(written)
    const current = await store.findParty(deps.db, { session_id: sessionId })
    if (!current) {
      // Deleted between the two statements: whoever does not care what was there writes it anew.
      if (basis.kind === 'whatever' || basis.kind === 'nothing') continue
      throw whenGone()
    }
    if (!matches(basis, current.version)) throw changed(toSave(sessionId, current))
    if (isSame(row, current)) return toReceipt(current)
  }
  throw tooBusy()
}

async function attempt({ db }: Needs, row: store.NewParty, basis: Basis) {
  if (basis.kind === 'whatever') return store.upsertParty(db, row)
  if (basis.kind === 'nothing') return store.insertParty(db, row)
  if (basis.kind === 'something') return store.replaceAnyParty(db, row)
  const [only, another] = basis.versions
  if (only !== undefined && another === undefined) return store.replaceParty(db, { ...row, basedOn: only })
  const current = await store.findParty(db, { session_id: row.session_id })
  return current && matches(basis, current.version)
    ? store.replaceParty(db, { ...row, basedOn: current.version })
    : undefined
}

function matches(basis: Basis, version: number): boolean {
  if (basis.kind === 'versions') return basis.versions.includes(version)
  return basis.kind !== 'nothing'
}

const isSame = (row: store.NewParty, current: store.LoadedParty) =>
  store.content.every((column) => row[column] === current[column])

function requireBasis({ env }: Needs) {
  if (env.SAVES_REQUIRE_IF_MATCH) throw refuse('if-match-required')
}

const toSave = (sessionId: string, row: store.LoadedParty): Save => ({
  session_id: sessionId,
  state: toState(row),
  version: row.version,
  updated_at: row.updated_at,
})

const toReceipt = ({ scene_index, version, updated_at }: Omit<SaveReceipt, 'status'>): SaveReceipt => ({
  status: 'saved',
  scene_index,
  version,
  updated_at,
})

const rowOf = ({ clock, env }: Needs, sessionId: string, state: SaveState) =>
  toRow(sessionId, state, clock.now().toISOString(), env.SAVE_VERSIONS_KEPT)

/** One save has more writers at once than we try to get in between. */
const tooBusy = () => refuse('overloaded', { headers: { 'retry-after': '1' } })

/** 412, with what is there now, so that the player can be asked rather than overwritten. */
function changed(save?: Save) {
  const current: SaveConflict['current'] = save
    ? { version: save.version, updated_at: save.updated_at, state: save.state }
    : null
  return refuse('save-changed', { members: { current } })
}

/** A state may grow by patches no further than one body can save it. */
function requireSize({ env }: Needs, state: SaveState) {
  const size = Buffer.byteLength(JSON.stringify(state))
  if (size <= env.SAVE_MAX_BYTES) return
  throw refuse('body-too-large', {
    message: `A state may have ${env.SAVE_MAX_BYTES} bytes; patched, this one would have ${size} bytes.`,
  })
}
