import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { type Ask, type Completion, type FailureKind, InferenceFailure } from '../../ports/inference/port.ts'

export type Needs = Pick<Deps, 'inference' | 'limits' | 'env'>

/** What a model's text turned out to be, or what has to be mended in it. */
export type Read<T> = { value: T } | { problems: string[] }

/** What is asked, before it is known how much time there is. */
export type Asked = Omit<Ask, 'deadlineMs' | 'signal'>

/** Something that a text model may write, and that we can always write ourselves. */
export interface Task<T> {
  ask: Asked
  read(text: string): Read<T>
  builtIn: { model: string; write(): T }
}

export interface Asker {
  /** Who is counted for calls to paid models. */
  caller: string
  /** Aborts when the caller has hung up. */
  signal: AbortSignal
}

/** Milliseconds of the deadline that are left for our own writing and for the database. */
const RESERVE_MS = 250

/** How much of the time that is left a model may take while another stands behind it. */
const SHARE = 0.6

/** A turn that has less than this part of the deadline left is not begun: it would cost, and come too late. */
const LEAST = 1 / 20

/** Characters of a wrong answer that are shown to the model again. */
const SHOWN = 20_000

const reasons: Record<FailureKind, FallbackReason> = {
  timeout: 'timeout',
  unavailable: 'unavailable',
  quota: 'quota',
  blocked: 'blocked',
  bad_response: 'invalid_output',
  circuit_open: 'circuit_open',
}

/** What is known of one request so far. */
interface Tally {
  startedAt: number
  deadlineMs: number
  costMicroUsd: number
  /** Why the model that is preferred did not serve: whose absence is what has to be told. */
  reason: FallbackReason | undefined
}

/**
 * Asks one model after the other, all within one deadline, and writes it ourselves when none of them has. Throws
 * nothing but the reason of `signal`.
 */
export async function climb<T>(deps: Needs, task: Task<T>, asker: Asker): Promise<{ value: T; served_by: ServedBy }> {
  const { INFERENCE_DEADLINE_MS: deadlineMs } = deps.env
  const models = deps.inference.filter(({ embedded, port }) => !embedded && port.supports({ ...task.ask, deadlineMs }))
  const tally: Tally = { startedAt: performance.now(), deadlineMs, costMicroUsd: 0, reason: undefined }
  tally.reason = models.length === 0 ? 'not_configured' : await overLimit(deps, asker.caller)
  const written = tally.reason === undefined ? await askEach(models, task, asker.signal, tally) : undefined
  if (written) return { value: written.value, served_by: servedBy(tally, written.provider, written.model) }
  return { value: task.builtIn.write(), served_by: servedBy(tally, 'built-in', task.builtIn.model) }
}

const servedBy = ({ startedAt, costMicroUsd, reason }: Tally, provider: string, model: string): ServedBy => ({
  provider,
  model,
  cached: false,
  fallback: reason !== undefined,
  fallback_reason: reason ?? null,
  latency_ms: Math.round(performance.now() - startedAt),
  cost_micro_usd: costMicroUsd,
})

async function askEach<T>(models: Needs['inference'], task: Task<T>, signal: AbortSignal, tally: Tally) {
  const until = tally.startedAt + Math.max(tally.deadlineMs - RESERVE_MS, tally.deadlineMs / 2)
  for (const [index, { name, port }] of models.entries()) {
    const now = performance.now()
    const limit = now + (until - now) * (index < models.length - 1 ? SHARE : 1)
    const outcome = await attempt(task, async (ask) => {
      const deadlineMs = Math.floor(limit - performance.now())
      if (deadlineMs < tally.deadlineMs * LEAST) throw new InferenceFailure('timeout', 'no time is left')
      try {
        const completion = await port.complete({ ...ask, signal, deadlineMs })
        tally.costMicroUsd += completion.costMicroUsd
        return completion
      } catch (error) {
        if (error instanceof InferenceFailure) tally.costMicroUsd += error.costMicroUsd
        throw error
      }
    })
    if ('value' in outcome) return { ...outcome, provider: name }
    tally.reason ??= outcome.reason
  }
}

type Outcome<T> = { value: T; model: string } | { reason: FallbackReason }

/** One model's turn, and one more with what was wrong. */
async function attempt<T>({ ask, read }: Task<T>, complete: (ask: Asked) => Promise<Completion>): Promise<Outcome<T>> {
  try {
    const first = await complete(ask)
    const written = read(first.text)
    if ('value' in written) return { value: written.value, model: first.model }
    return repaired(await complete(repairOf(ask, first.text, written.problems)).catch(unheard), read)
  } catch (error) {
    if (!(error instanceof InferenceFailure)) throw error
    return { reason: reasons[error.kind] }
  }
}

/** A second turn that fails leaves it at what was wrong with the first. */
function unheard(error: unknown) {
  if (!(error instanceof InferenceFailure)) throw error
  return undefined
}

function repaired<T>(second: Completion | undefined, read: Task<T>['read']): Outcome<T> {
  const mended = second && read(second.text)
  return mended && 'value' in mended ? { value: mended.value, model: second.model } : { reason: 'invalid_output' }
}

const repairOf = (ask: Asked, wrong: string, problems: string[]): Asked => ({
  ...ask,
  messages: [
    ...ask.messages,
    { role: 'assistant', content: wrong.slice(0, SHOWN).toWellFormed() },
    {
      role: 'user',
      content: `Your answer cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nSend the whole answer again with this mended, as JSON alone.`,
    },
  ],
  ...(ask.fields ? { fields: { ...ask.fields, validation_errors: problems } } : {}),
})

/** A caller who asks more often than a paid model is granted gets the built-in answer, which costs nothing. */
async function overLimit({ limits }: Needs, caller: string): Promise<'budget' | undefined> {
  const { isAllowed } = await limits.use('paid-models', caller)
  return isAllowed ? undefined : 'budget'
}
