import { badResponse, type FailureMore, ProviderFailure } from './failure.ts'
import { OutboundFailure } from './outbound.ts'
import type { Clock } from './port.ts'

interface Limits {
  /** Milliseconds until the whole answer must be there. */
  deadlineMs: number
  /** Milliseconds until the first piece of a stream must be there. */
  firstPieceMs?: number | undefined
  /** Aborts when the caller has gone. */
  signal?: AbortSignal | undefined
}

/**
 * Runs one call of the provider `name` within its limits, and closes its connection at the end. Throws
 * `ProviderFailure`, or the reason of `limits.signal`, and nothing else.
 */
export async function withinDeadline<T>(
  name: string,
  limits: Limits,
  clock: Clock,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const call = beginCall(name, limits, clock)
  try {
    return await run(call.signal)
  } catch (error) {
    throw call.toFailure(error)
  } finally {
    call.end()
  }
}

/**
 * The same as `withinDeadline`, in steps, for a stream. `toFailure` turns whatever the call throws into what the port
 * may throw.
 */
export function beginCall(name: string, { signal, deadlineMs, firstPieceMs }: Limits, clock: Clock) {
  signal?.throwIfAborted()
  const call = new AbortController()
  const waiting = new AbortController()
  // Deadline and caller abort the call in the same way; this tells them apart.
  let missedMs: number | undefined
  const abortAfter = (ms: number, cancel: AbortSignal) =>
    clock.sleep(ms, cancel).then(
      () => {
        missedMs = ms
        call.abort()
      },
      () => {},
    )
  const abort = () => call.abort()
  signal?.addEventListener('abort', abort, { once: true })
  abortAfter(deadlineMs, call.signal)
  return {
    signal: call.signal,
    expectPiece() {
      if (firstPieceMs !== undefined) abortAfter(firstPieceMs, AbortSignal.any([waiting.signal, call.signal]))
    },
    pieceArrived: () => waiting.abort(),
    toFailure(error: unknown) {
      if (missedMs !== undefined)
        return new ProviderFailure('timeout', `${name} did not answer within ${Math.round(missedMs)} ms`)
      return signal?.aborted ? signal.reason : outboundFailure(name, error)
    },
    end() {
      signal?.removeEventListener('abort', abort)
      // Closes the connection of an answer that is not read to its end, and cancels the deadline.
      call.abort()
    },
  }
}

/** Errors of libraries may contain the key, the address or the answer, so their messages are not passed on. */
export function outboundFailure(name: string, error: unknown, more: FailureMore = {}) {
  if (error instanceof ProviderFailure) return error
  if (!(error instanceof OutboundFailure)) return badResponse(name, 'sends an answer that cannot be read', more)
  if (error.trouble === 'network') return new ProviderFailure('unavailable', `${name} cannot be reached`, more)
  return badResponse(name, error.trouble === 'redirect' ? 'answers with a redirect' : 'answers too much', more)
}
