import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { Part } from '../../ports/inference/port.ts'
import type { TokenUsage } from '../../ports/usage.ts'
import { type Attempt, beginAttempt, limitOf, reasonOf, servedBy } from './attempt.ts'
import { type Needs, type Provider, providersFor, stream } from './providers.ts'
import type { Caller, TextTask } from './task.ts'

/** Pieces of a text as they arrive, then the whole of it, who wrote it, and what it used. */
export type StreamPart =
  | { kind: 'text'; text: string }
  | { kind: 'end'; text: string; served_by: ServedBy; usage: TokenUsage }

/** A stream that was cut after it had begun: no other provider can continue what was sent. */
export class StreamCut extends Error {
  /** The text that was sent before. */
  readonly sent: string
  /** The provider that began, with the cost so far. */
  readonly served_by: ServedBy
  readonly reason: FallbackReason
  /** Of what was sent, estimated. */
  readonly usage: TokenUsage

  constructor(
    sent: string,
    { served_by, reason, usage }: { served_by: ServedBy; reason: FallbackReason; usage: TokenUsage },
  ) {
    super(`${served_by.provider} was cut off in the middle (${reason})`)
    this.sent = sent
    this.served_by = served_by
    this.reason = reason
    this.usage = usage
  }
}

/** A reason to abort with, for a caller who wants to know what the stream has cost: it is told here. */
export class EndedByCaller extends Error {
  served_by: ServedBy | undefined
  usage: TokenUsage | undefined
}

/** A provider does not write this, before it has sent anything; of a task that asks no other one then. */
export class StreamBlocked extends Error {
  readonly served_by: ServedBy
  /** What the provider does not write, in a word. */
  readonly category: string | undefined

  constructor(served_by: ServedBy, category: string | undefined) {
    super(`${served_by.provider} does not write this`)
    this.served_by = served_by
    this.category = category
  }
}

/**
 * Streams a text by the first provider that begins, in the task's order, within one deadline; the embedded one is last.
 * Throws `StreamCut`, `StreamBlocked` for a task that says so, or the reason of the caller's signal.
 */
export async function* streamWithFallback(
  deps: Needs,
  task: TextTask,
  caller: Caller,
): AsyncGenerator<StreamPart, void, undefined> {
  const attempt = beginAttempt(deps, caller)
  const providers = await providersFor(deps, task, caller, attempt)
  for (const [index, provider] of providers.entries()) {
    const limit = limitOf(attempt, index === providers.length - 1)
    const parts = stream(deps, attempt, provider, { ...task.ask, signal: caller.signal }, limit)
    const failed = yield* relay(parts, attempt, provider)
    if (failed === undefined) return
    attempt.reason ??= failed.reason
    if (failed.reason === 'blocked' && task.endsWhenBlocked)
      throw new StreamBlocked(servedBy(attempt, provider.name, provider.port.model), failed.category)
    if (failed.reason === 'budget') break
  }
  yield* builtIn(deps, task, caller, attempt)
}

interface Failed {
  reason: FallbackReason
  category: string | undefined
}

/** Passes a provider's pieces on. Returns why it failed before it sent anything; undefined when all of it was sent. */
async function* relay(
  parts: AsyncIterable<Part>,
  attempt: Attempt,
  { name, port }: Provider,
): AsyncGenerator<StreamPart, Failed | undefined, undefined> {
  let sent = ''
  let used: TokenUsage | undefined
  try {
    for await (const part of parts) {
      if (part.kind === 'end') {
        const { model, usage } = part.completion
        yield { kind: 'end', text: sent, served_by: servedBy(attempt, name, model), usage }
      } else {
        sent += part.text
        used = part.usage
        yield part
      }
    }
  } catch (error) {
    if (error instanceof EndedByCaller) {
      error.served_by ??= servedBy(attempt, name, port.model)
      error.usage ??= used
    }
    const reason = reasonOf(error)
    const served_by = servedBy(attempt, name, port.model)
    if (used && sent !== '') throw new StreamCut(sent, { served_by, reason, usage: used })
    return { reason, category: error instanceof ProviderFailure ? error.category : undefined }
  }
}

async function* builtIn({ inference }: Needs, task: TextTask, { signal }: Caller, attempt: Attempt) {
  const embedded = inference.find((provider) => provider.embedded)
  if (!embedded) throw new Error('inference has no embedded adapter')
  const deadlineMs = Number.POSITIVE_INFINITY
  yield* relay(embedded.port.stream({ ...task.ask, signal, deadlineMs }), attempt, embedded)
}
