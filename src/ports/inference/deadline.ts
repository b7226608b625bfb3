import { OutboundFailure } from '../outbound.ts'
import type { Clock } from '../port.ts'
import { type Ask, type Inference, InferenceFailure } from './port.ts'
import { badResponse, type Protocol } from './protocol.ts'

/** Port of a protocol: each call has a deadline, its connection is closed at the end, and its errors are `InferenceFailure`s. */
export function withDeadline(protocol: Protocol, clock: Clock): Inference {
  return {
    model: protocol.model,
    supports: protocol.supports,
    state: () => 'ok',
    async complete(ask) {
      const call = begin(protocol.name, ask, clock)
      try {
        return await protocol.complete(ask, call.signal)
      } catch (error) {
        throw call.toFailure(error)
      } finally {
        call.end()
      }
    },
    async *stream(ask) {
      const call = begin(protocol.name, ask, clock)
      call.expectPiece()
      try {
        for await (const part of protocol.stream(ask, call.signal)) {
          call.pieceArrived()
          yield part
        }
      } catch (error) {
        throw call.toFailure(error)
      } finally {
        call.end()
      }
    },
  }
}

function begin(name: string, { signal, deadlineMs, firstPieceMs }: Ask, clock: Clock) {
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
        return new InferenceFailure('timeout', `${name} did not answer within ${Math.round(missedMs)} ms`)
      return signal?.aborted ? signal.reason : toFailure(name, error)
    },
    end() {
      signal?.removeEventListener('abort', abort)
      // Closes the connection of an answer that is not read to its end, and cancels the deadline.
      call.abort()
    },
  }
}

/** Errors of libraries may contain the key, the address or the answer, so their messages are not passed on. */
function toFailure(name: string, error: unknown) {
  if (error instanceof InferenceFailure) return error
  if (!(error instanceof OutboundFailure)) return badResponse(name, 'sends an answer that cannot be read')
  if (error.trouble === 'network') return new InferenceFailure('unavailable', `${name} cannot be reached`)
  return badResponse(name, error.trouble === 'redirect' ? 'answers with a redirect' : 'answers too much')
}
