import type { Call, CallCost, CallInput, CallPage, CallQuery, CallReply } from '../../../schemas/calls/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import { refuse } from '../../errors.ts'
import type { User } from '../../http/principal.ts'
import { type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import type { Needs as AudioNeeds } from './audio.ts'
import { type Needs as BeginNeeds, prepareCall } from './begin.ts'
import { toCall, toCost } from './call.ts'
import { totalOf as sumOf } from './cost.ts'
import { listCosts } from './costs-store.ts'
import { type Needs as DialNeeds, dialCall, type Log } from './dial.ts'
import { hangUp } from './end.ts'
import type { Needs as EventNeeds } from './events.ts'
import type { Needs as SocketNeeds } from './media-sockets.ts'
import { makeTurn, type Needs as ReplyNeeds } from './reply.ts'
import type { Needs as ScheduleNeeds } from './schedule.ts'
import { isOver, secondsSince } from './states.ts'
import * as store from './store.ts'
import { listTurns } from './turns-store.ts'
import { costSoFar } from './usage.ts'

export { openBlobReader, readRecording, readTurnAudio } from './audio.ts'
export { estimateCall } from './estimate.ts'
export { receiveEvent } from './events.ts'
export { owned } from './owned.ts'
export { cancelScheduledCall, listScheduledCalls, readScheduledCall, rescheduleCall, scheduleCall } from './schedule.ts'
export { answerTwiml } from './twiml.ts'

export type Needs = SocketNeeds & AudioNeeds & BeginNeeds & DialNeeds & ReplyNeeds & EventNeeds & ScheduleNeeds

/** The call is begun when this resolves: the carrier has taken it, or has refused it. */
export async function startCall(
  deps: Needs,
  user: User,
  { key, body, log }: { key: string | undefined; body: CallInput; log: Log },
): Promise<Outcome<Call>> {
  const keyed = { operation: 'startCall', owner: { user_id: user.userId }, key, body } as const
  let discard: (() => Promise<void>) | undefined
  const prepare = async () => {
    const prepared = await prepareCall(deps, user, body)
    discard = prepared.discard
    return prepared.effect
  }
  const { answer, replayed } = await runOnce(deps, keyed, prepare, ({ id }) => id).catch(async (error: unknown) => {
    await discard?.()
    throw error
  })
  if (!replayed) await dialCall(deps, (await store.findCall(deps.db, answer)) as store.CallRow, log)
  return { answer: await readCall(deps, user, answer.id), replayed }
}

const newest = { name: 'newest', keys: ['text'] } as const

export async function listCalls(deps: Needs, user: User, query: CallQuery): Promise<CallPage> {
  const { status, persona_id } = query
  const of = { user_id: user.userId, status, persona_id }
  const window = windowOf<string>(query, newest)
  const rows = await store.listCalls(deps.db, of, window)
  const total = await totalOf(window, rows.length, () => store.countCalls(deps.db, of))
  const page = pageOf(query, rows, total, newest, ({ id }) => [id])
  return { ...page, items: page.items.map((row) => toCall(deps, row, [])) }
}

async function findOwn({ db }: Pick<Needs, 'db'>, user: User, id: string): Promise<store.CallRow> {
  const row = await store.findOwnCall(db, { id: id.toLowerCase(), user_id: user.userId })
  if (!row) throw refuse('call-not-found')
  return row
}

export async function readCall(deps: Needs, user: User, id: string): Promise<Call> {
  const row = await findOwn(deps, user, id)
  const call = toCall(deps, row, await listTurns(deps.db, row.id))
  if (isOver(row.status)) return call
  const seconds = secondsSince(row.answered_at, deps.clock.now())
  return { ...call, duration_seconds: seconds, cost_micro_usd: sumOf(await costSoFar(deps.db, row, seconds)) }
}

export async function readCallCost({ db, clock }: Needs, user: User, id: string): Promise<CallCost> {
  const row = await findOwn({ db }, user, id)
  if (isOver(row.status)) return toCost(row, await listCosts(db, row.id))
  return toCost(row, await costSoFar(db, row, secondsSince(row.answered_at, clock.now())))
}

export async function endCall(deps: Needs, user: User, id: string): Promise<Call> {
  const row = await findOwn(deps, user, id)
  if (!isOver(row.status)) await hangUp(deps, row, row.status === 'in_progress' ? 'user_hangup' : 'cancelled')
  return readCall(deps, user, id)
}

type Answered = { n: number; reply: string; served_by: ServedBy }

/** What the player says on a simulated call, and the answer. */
export async function sayTurn(
  deps: Needs,
  user: User,
  id: string,
  { key, text, signal }: { key: string | undefined; text: string; signal: AbortSignal },
): Promise<Outcome<CallReply>> {
  const call = await findOwn(deps, user, id)
  if (call.carrier !== 'simulated') throw refuse('call-not-simulated')
  const body = { id: call.id, text }
  let made: Awaited<ReturnType<typeof makeTurn>>
  let ends: Parameters<typeof hangUp>[2] | undefined
  const prepare = async () => {
    made = await makeTurn(deps, call, text, signal)
    if (!made) throw await notNow(deps, call)
    const { effect } = made
    return async (trx: Parameters<typeof effect>[0]): Promise<Answered> => {
      const said = await effect(trx)
      ends = said.ends
      return { n: said.n, reply: said.text, served_by: said.served_by }
    }
  }
  const keyed = { operation: 'sayTurn', owner: { user_id: user.userId }, key, body } as const
  const { answer, replayed } = await runOnce(deps, keyed, prepare, () => call.id).finally(() => made?.release())
  if (ends !== undefined) await hangUp(deps, call, ends)
  return { answer: { ...answer, call: await readCall(deps, user, call.id) }, replayed }
}

/** Why nothing can be said on a call now. */
async function notNow({ db }: Needs, { id }: store.CallRow) {
  const call = await store.findCall(db, { id })
  if (call?.status !== 'in_progress') return refuse('call-not-active')
  return refuse(call.stream_sid === null ? 'turn-in-progress' : 'call-on-media-socket')
}
