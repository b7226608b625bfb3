import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { Ask, Completion, Part } from '../../ports/inference/port.ts'
import type { TokenUsage } from '../../ports/usage.ts'
import { settleFailure } from '../spending/failed-call.ts'
import type { Reservation } from '../spending/paid-calls.ts'
import { quantitiesOf } from '../spending/quantities.ts'
import { type Attempt, millisecondsUntil } from './attempt.ts'
import type { Caller, Prompt, TextTask } from './task.ts'

export type Needs = Pick<Deps, 'clock' | 'inference' | 'limits' | 'paidCalls'> & {
  env: Pick<Deps['env'], 'INFERENCE_DEADLINE_MS'>
}
export type Provider = Deps['inference'][number]

/** The paid providers to ask, in the task's order. Empty with a reason when none may be asked. */
export async function providersFor(deps: Needs, task: TextTask, caller: Caller, attempt: Attempt): Promise<Provider[]> {
  const able = deps.inference.filter(({ embedded, port }) => !embedded && port.supports(whole(task.ask)))
  if (able.length === 0) attempt.reason = 'not_configured'
  else if (!(await deps.limits.use('paid-models', caller.limitKey)).isAllowed) attempt.reason = 'budget'
  if (attempt.reason !== undefined) return []
  const rank = ({ name }: Provider) => (task.providers.includes(name) ? task.providers.indexOf(name) : Infinity)
  return able.toSorted((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0))
}

const whole = (ask: Prompt): Ask => ({ ...ask, deadlineMs: 0 })

type LimitedAsk = Omit<Ask, 'deadlineMs'>

/** Reserves what a call may cost at most, where there is still time to make it. */
async function reserve(deps: Needs, attempt: Attempt, { name, port }: Provider, ask: LimitedAsk, limit: number) {
  ask.signal?.throwIfAborted()
  millisecondsUntil(attempt, limit)
  const most = quantitiesOf(name, port.mostUsage(whole(ask)))
  const call = { owner: attempt.owner, service: 'text', provider: name, model: port.model, most }
  return deps.paidCalls.reserve(call, ask.signal)
}

/** One call of a provider within its limit, paid from what is reserved before it. Its cost is added, also when it fails. */
export async function complete(
  deps: Needs,
  attempt: Attempt,
  provider: Provider,
  ask: LimitedAsk,
  limit: number,
): Promise<Completion> {
  const { name, port } = provider
  const call = await reserve(deps, attempt, provider, ask, limit)
  try {
    const completion = await port.complete({ ...ask, deadlineMs: millisecondsUntil(attempt, limit) })
    attempt.costMicroUsd += await call.settle(quantitiesOf(name, completion.usage))
    return completion
  } catch (error) {
    attempt.costMicroUsd += await settleFailure(call, name, error)
    throw error
  }
}

/** The same as a stream: its first piece within `limit`, all of it within the attempt's deadline. */
export async function* stream(
  deps: Needs,
  attempt: Attempt,
  provider: Provider,
  ask: LimitedAsk,
  limit: number,
): AsyncGenerator<Part, void, undefined> {
  const { name, port } = provider
  const call = await reserve(deps, attempt, provider, ask, limit)
  let used: TokenUsage | undefined
  let isSettled = false
  const settle = async (cost: Promise<number>) => {
    isSettled = true
    attempt.costMicroUsd += await cost
  }
  try {
    const firstPieceMs = millisecondsUntil(attempt, limit)
    const deadlineMs = Math.floor(attempt.until - attempt.clock.elapsed())
    for await (const part of port.stream({ ...ask, firstPieceMs, deadlineMs })) {
      if (part.kind === 'text') used = part.usage
      // Before it is passed on: the reader of the end reads the cost.
      else await settle(call.settle(quantitiesOf(name, part.completion.usage)))
      yield part
    }
  } catch (error) {
    if (!isSettled) await settle(settleCut(call, name, error, used))
    throw error
  } finally {
    // The reader has stopped in the middle.
    if (!isSettled) await settle(used ? call.settle(quantitiesOf(name, used)) : call.settleAtEstimate())
  }
}

/** What came of a stream is paid; without a piece, it is a call that failed. */
function settleCut(call: Reservation, name: string, error: unknown, used: TokenUsage | undefined) {
  const isCounted = error instanceof ProviderFailure && error.usage !== undefined
  return used && !isCounted ? call.settle(quantitiesOf(name, used)) : settleFailure(call, name, error)
}
