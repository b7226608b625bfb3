import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Part } from '../../ports/inference/port.ts'
import { type Attempt, beginAttempt, limitOf, reasonOf, servedBy } from './attempt.ts'
import { type Needs, type Provider, providersFor, stream } from './providers.ts'
import type { Caller, TextTask } from './task.ts'

/** Pieces of a text as they arrive, then the whole of it and who wrote it. */
export type StreamPart = { kind: 'text'; text: string } | { kind: 'end'; text: string; served_by: ServedBy }

/** A stream that was cut after it had begun: no other provider can continue what was sent. */
export class StreamCut extends Error {
  /** The text that was sent before. */
  readonly sent: string
  /** The provider that began, with the cost so far. */
  readonly served_by: ServedBy
  readonly reason: FallbackReason

  constructor(sent: string, served_by: ServedBy, reason: FallbackReason) {
    super(`${served_by.provider} was cut off in the middle (${reason})`)
    this.sent = sent
    this.served_by = served_by
    this.reason = reason
  }
}

/**
 * Streams a text by the first provider that begins, in the task's order, within one deadline; the embedded one is last.
 * Throws `StreamCut`, or the reason of the caller's signal.
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
    const reason = yield* relay(parts, attempt, provider)
    if (reason === undefined) return
    attempt.reason ??= reason
    if (reason === 'budget') break
  }
  yield* builtIn(deps, task, caller, attempt)
}

/** Passes a provider's pieces on. Returns why it failed before it sent anything; undefined when all of it was sent. */
async function* relay(
  parts: AsyncIterable<Part>,
  attempt: Attempt,
  { name, port }: Provider,
): AsyncGenerator<StreamPart, FallbackReason | undefined, undefined> {
  let sent = ''
  try {
    for await (const part of parts) {
      if (part.kind === 'end') {
        yield { kind: 'end', text: sent, served_by: servedBy(attempt, name, part.completion.model) }
      } else {
        sent += part.text
        yield part
      }
    }
  } catch (error) {
    const reason = reasonOf(error)
    if (sent !== '') throw new StreamCut(sent, servedBy(attempt, name, port.model), reason)
    return reason
  }
}

async function* builtIn({ inference }: Needs, task: TextTask, { signal }: Caller, attempt: Attempt) {
  const embedded = inference.find((provider) => provider.embedded)
  if (!embedded) throw new Error('inference has no embedded adapter')
  const deadlineMs = Number.POSITIVE_INFINITY
  yield* relay(embedded.port.stream({ ...task.ask, signal, deadlineMs }), attempt, embedded)
}
