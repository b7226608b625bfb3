import type { Deps } from '../../deps.ts'
import type { Answers } from './answers.ts'
import { type ChatEvent, eventsOf, hasEnded } from './events.ts'
import { failureOf } from './message.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/** Milliseconds without an event after which a comment shows that the stream is alive. */
const HEARTBEAT_MS = 15_000
/** Milliseconds between two looks at an answer that another process writes. */
const POLL_MS = 250

export interface Followed {
  session_id: string
  message_id: number
  /** Place of the first event that is missing. */
  from: number
}

/**
 * The events of an answer from one on, until it has ended; `heartbeat` where there is none for a while. Aborted by the
 * signal, it just ends.
 */
export async function* follow(
  deps: Needs,
  answers: Answers,
  { session_id, message_id, from }: Followed,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent | 'heartbeat', void, undefined> {
  let next = from
  let toldAt = deps.clock.elapsed()
  const answer = answers.find(message_id)
  while (!signal.aborted) {
    const changed = answer?.changed
    const row = answer?.row ?? (await find(deps, message_id))
    if (!row) return yield gone(message_id)
    for (const event of eventsOf(row, session_id).slice(next)) {
      next++
      toldAt = deps.clock.elapsed()
      yield event
    }
    if (hasEnded(row)) return
    if (answers.closing.aborted) return yield gone(message_id)
    await wait(deps, changed, AbortSignal.any([signal, answers.closing]))
    if (deps.clock.elapsed() - toldAt < HEARTBEAT_MS) continue
    toldAt = deps.clock.elapsed()
    yield 'heartbeat'
  }
}

/** It has no id: a reader that connects again, to another process, misses nothing. */
const gone = (id: number): ChatEvent => ({ event: 'error', data: failureOf({ id, reason: 'unavailable' }) as object })

/** The row; an answer whose process has died has ended from now on. */
async function find({ db, clock }: Needs, id: number) {
  const row = await store.findMessage(db, id)
  const now = clock.now().toISOString()
  if (!row || hasEnded(row) || (row.lease_until ?? now) >= now) return row
  await store.endLost(db, { now, chat_id: row.chat_id })
  return store.findMessage(db, id)
}

/** Until an answer of this process changes, or it is time to look again. */
async function wait({ clock }: Needs, changed: Promise<void> | undefined, signal: AbortSignal) {
  const over = new AbortController()
  const ms = changed ? HEARTBEAT_MS : POLL_MS
  const sleep = clock.sleep(ms, AbortSignal.any([over.signal, signal])).catch(() => {})
  await Promise.race([sleep, ...(changed ? [changed] : [])])
  over.abort()
}
