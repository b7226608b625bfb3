import { randomUUIDv7 } from 'node:crypto'
import type { CallEndReason } from '../../../schemas/calls/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { Effect } from '../../services/idempotency/idempotency.ts'
import { readSettings } from '../../services/spending/budget.ts'
import { openReply, type ReplyPart, type Needs as TalkNeeds } from '../../services/talk/reply.ts'
import { isGoodbye } from '../../services/talk/talker/reading.ts'
import { paidTotal } from './cost.ts'
import type { Needs as EndNeeds } from './end.ts'
import { type CallPrices, type Ports, paidAmount } from './prices.ts'
import { secondsSince } from './states.ts'
import type * as store from './store.ts'
import { basisOf, callerOf, turnsOf } from './talk-of.ts'
import { turnOfPersona, turnOfPlayer, writeTurns } from './turns.ts'
import * as turns from './turns-store.ts'
import { costSoFar } from './usage.ts'

export type Needs = EndNeeds & TalkNeeds & Ports

/** Longest time in which a reply is made: after it, the claim of a process that has died is free. */
const CLAIM_MS = 60_000

export interface Said {
  n: number
  text: string
  served_by: ServedBy
  /** Why the call ends after it. */
  ends: CallEndReason | undefined
}

/** A turn that is made, and is to be written: `release` lets others answer, whether or not it was. */
export interface MadeTurn {
  effect: Effect<Said>
  release(): Promise<void>
}

/**
 * Makes what the persona answers to what was said, or says first. Undefined while another answer is being made, when the call
 * is not in progress, and for the opening of a call that was opened.
 */
export async function makeTurn(
  deps: Needs,
  { id }: Pick<store.CallRow, 'id'>,
  said: string | undefined,
  signal: AbortSignal,
): Promise<MadeTurn | undefined> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + CLAIM_MS).toISOString()
  const claim = randomUUIDv7()
  const call = await turns.claimTurn(deps.db, { id, claim, now: now.toISOString(), until })
  if (!call) return undefined
  const release = () => turns.releaseTurn(deps.db, { id, claim }).then(() => {})
  try {
    const earlier = await turns.listTurns(deps.db, id)
    if (said === undefined && earlier.length > 0) return void (await release())
    return { effect: await answer(deps, call, earlier, said, signal), release }
  } catch (error) {
    await release()
    throw error
  }
}

async function answer(
  deps: Needs,
  call: store.CallRow,
  earlier: turns.TurnRow[],
  said: string | undefined,
  signal: AbortSignal,
): Promise<Effect<Said>> {
  const saidAt = deps.clock.now().toISOString()
  const talk = { ...(await basisOf(deps, call)), turns: turnsOf(earlier), ...(said === undefined ? {} : { said }) }
  const { text, served_by, ends } = await wholeOf(openReply(deps, talk, callerOf(call, signal)))
  return async (trx) => {
    const reply = { text, at: deps.clock.now().toISOString(), served_by, characters: text.length }
    const written = await writeTurns(trx, call.id, [
      ...(said === undefined ? [] : [turnOfPlayer({ text: said, at: saidAt })]),
      turnOfPersona(reply),
    ])
    const { n } = written.at(-1) as turns.TurnRow
    return { n, text, served_by, ends: await endOf({ ...deps, db: trx }, call, said, ends) }
  }
}

async function wholeOf(parts: AsyncIterable<ReplyPart>) {
  for await (const part of parts) if (part.kind === 'end') return part
  throw new Error('a reply has no end')
}

/** Why a call ends after a reply: a goodbye, or its money. */
export async function endOf(
  deps: Needs,
  call: store.CallRow,
  said: string | undefined,
  ends: boolean,
): Promise<CallEndReason | undefined> {
  if (said !== undefined && isGoodbye(said)) return 'user_hangup'
  if (ends) return 'agent_hangup'
  return (await isOverBudget(deps, call)) ? 'budget' : undefined
}

/** Whether a call has cost more than was reserved for it, and its user has not asked that it goes on. */
async function isOverBudget(deps: Needs, call: store.CallRow): Promise<boolean> {
  if (call.spend_event_id === null) return false
  const prices = JSON.parse(call.prices) as CallPrices
  const spent = paidTotal(await costSoFar(deps.db, call, secondsSince(call.answered_at, deps.clock.now())))
  if (spent <= paidAmount(deps, prices, call.limit_minutes)) return false
  return (await readSettings(deps.db, call.user_id))?.enable_auto_cutoff ?? true
}
