import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { Ask, Completion, Part } from '../../ports/inference/port.ts'
import { type Attempt, millisecondsUntil } from './attempt.ts'
import { type BudgetNeeds, reserveCall } from './budget.ts'
import type { Caller, Prompt, TextTask } from './task.ts'

export type Needs = Pick<Deps, 'inference' | 'limits'> &
  BudgetNeeds<'text'> & { env: Pick<Deps['env'], 'INFERENCE_DEADLINE_MS'> }
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

/** One call of a provider within its limit, counted before it is made. Its cost is added, also when it fails. */
export async function complete(
  deps: Needs,
  attempt: Attempt,
  { port }: Provider,
  ask: Omit<Ask, 'deadlineMs'>,
  limit: number,
): Promise<Completion> {
  millisecondsUntil(attempt, limit)
  const call = await reserveCall(deps, 'text')
  try {
    const completion = await port.complete({ ...ask, deadlineMs: millisecondsUntil(attempt, limit) })
    attempt.costMicroUsd += completion.costMicroUsd
    return completion
  } catch (error) {
    if (error instanceof ProviderFailure) attempt.costMicroUsd += error.costMicroUsd
    if (wasNotCalled(error)) await call.release()
    throw error
  }
}

/** The same as a stream: its first piece within `limit`, all of it within the attempt's deadline. */
export async function* stream(
  deps: Needs,
  attempt: Attempt,
  { port }: Provider,
  ask: Omit<Ask, 'deadlineMs'>,
  limit: number,
): AsyncGenerator<Part, void, undefined> {
  millisecondsUntil(attempt, limit)
  const call = await reserveCall(deps, 'text')
  const before = attempt.costMicroUsd
  try {
    const firstPieceMs = millisecondsUntil(attempt, limit)
    const deadlineMs = Math.floor(attempt.until - attempt.clock.elapsed())
    for await (const part of port.stream({ ...ask, firstPieceMs, deadlineMs })) {
      attempt.costMicroUsd = before + (part.kind === 'text' ? part.costMicroUsd : part.completion.costMicroUsd)
      yield part
    }
  } catch (error) {
    if (error instanceof ProviderFailure)
      attempt.costMicroUsd = Math.max(attempt.costMicroUsd, before + error.costMicroUsd)
    if (wasNotCalled(error)) await call.release()
    throw error
  }
}

/** The circuit breaker refused the call: what was counted is taken back. */
const wasNotCalled = (error: unknown) => error instanceof ProviderFailure && !error.isCalled
