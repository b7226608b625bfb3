import type { Deps } from '../../deps.ts'
import type { SaveId } from './state.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'limits'>

/** A save that is to be written. */
export interface Writing extends SaveId {
  /** Counts the bytes that the caller saves, and the sessions that it begins. */
  limitKey: string
}

const isAnonymous = ({ owner }: SaveId) => 'session_id' in owner

/** Refuses with 429 a write beyond the bytes that a caller may save, or one that begins a session too many. */
export async function requireAllowance({ db, limits }: Needs, writing: Writing, row: store.NewParty) {
  // Both are asked together: with Redis, each is a round trip.
  const bytes = limits.require('saved-bytes', writing.limitKey, row.size_bytes)
  const begun = isAnonymous(writing) ? limits.use('new-sessions', writing.limitKey, 0) : undefined
  await bytes
  const sessions = await begun
  if (!sessions) return
  // The sessions that a caller has already begun go on.
  if (sessions.remaining > 0 || (await store.findParty(db, row))) return
  throw limits.refusalOf('new-sessions', sessions)
}

/** Counts a session that began with this write. */
export async function countSession({ limits }: Needs, writing: Writing, version: number) {
  if (version === 1 && isAnonymous(writing)) await limits.use('new-sessions', writing.limitKey)
}
