import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { Fact, RecentCall } from '../../../schemas/personas/index.ts'
import type { User } from '../../http/principal.ts'
import { mergeFacts } from '../../services/talk/facts/merge.ts'
import * as store from './relationship-store.ts'
import { keepVisiblePersona } from './visible.ts'

/** Calls of which a persona keeps the summary. */
const MAX_RECENT_CALLS = 10

/** A call that has ended, and what was learned on it. */
export interface CallToRemember {
  persona_id: string
  learned: readonly Fact[]
  minutes: number
  /** Null when too little was said to sum it up. */
  recent: RecentCall | null
  at: string
  now: string
}

/**
 * Adds a call to what a user has with a persona, to what is there by now: the user may have changed it since the call. Throws
 * `persona-not-found` when the persona is no longer theirs to talk with.
 */
export async function rememberCallWith(trx: Transaction<Tables>, user: User, call: CallToRemember): Promise<void> {
  const { persona_id, learned, minutes, recent, at, now } = call
  await keepVisiblePersona(trx, user, persona_id)
  const key = { user_id: user.userId, persona_id }
  await store.insertEmpty(trx, { ...key, now })
  const row = await store.lockRelationship(trx, key)
  if (!row) return
  const recentCalls: RecentCall[] = JSON.parse(row.recent_calls)
  await store.addCall(trx, {
    ...key,
    facts: JSON.stringify(mergeFacts(JSON.parse(row.facts), learned)),
    recent_calls: JSON.stringify([...(recent ? [recent] : []), ...recentCalls].slice(0, MAX_RECENT_CALLS)),
    minutes,
    last_call_at: row.last_call_at !== null && row.last_call_at > at ? row.last_call_at : at,
    updated_at: now,
  })
}
