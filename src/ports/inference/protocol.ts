import { OutboundFailure } from '../outbound.ts'
import { type Ask, type Completion, type FailureMore, type Inference, InferenceFailure, type Part } from './port.ts'

/** Ten times the longest answer that we ask for. A larger body is refused before it fills the memory. */
export const MAX_ANSWER_BYTES = 256 * 1024

/** One wire format. `signal` ends the call; `withDeadline` turns whatever is thrown into the failures of the port. */
export interface Protocol {
  name: string
  supports(ask: Ask): boolean
  complete(ask: Ask, signal: AbortSignal): Promise<Completion>
  stream(ask: Ask, signal: AbortSignal): AsyncIterable<Part>
}

/** What a protocol needs to know of its service. */
export interface Service {
  name: string
  url: URL
  model: string
  price: number
  /** Sends a body as JSON. Resolves to a success, throws `InferenceFailure` for every other status. */
  post(url: URL, body: object, signal: AbortSignal): Promise<Response>
}

/** The port of a protocol: each call gets its deadline, is closed when it ends, and fails in the words of the port. */
export function withDeadline(protocol: Protocol): Inference {
  return {
    supports: protocol.supports,
    state: () => 'ok',
    async complete(ask) {
      const call = begin(protocol.name, ask)
      try {
        return await protocol.complete(ask, call.signal)
      } catch (error) {
        throw call.toFailure(error)
      } finally {
        call.end()
      }
    },
    async *stream(ask) {
      const call = begin(protocol.name, ask)
      try {
        yield* protocol.stream(ask, call.signal)
      } catch (error) {
        throw call.toFailure(error)
      } finally {
        call.end()
      }
    },
  }
}

function begin(name: string, { signal, deadlineMs }: Ask) {
  signal?.throwIfAborted()
  const controller = new AbortController()
  // Deadline and caller abort the call in the same way; this tells them apart.
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    controller.abort()
  }, deadlineMs)
  const abort = () => {
    clearTimeout(timer)
    controller.abort()
  }
  signal?.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    toFailure(error: unknown) {
      if (isLate) return new InferenceFailure('timeout', `${name} did not answer within ${Math.round(deadlineMs)} ms`)
      return signal?.aborted ? signal.reason : failure(name, error)
    },
    end() {
      signal?.removeEventListener('abort', abort)
      // Closes the connection of an answer that is not read to its end.
      abort()
    },
  }
}

/** Errors of libraries may quote the key, the address or the answer: nothing of them is passed on. */
function failure(name: string, error: unknown) {
  if (error instanceof InferenceFailure) return error
  if (!(error instanceof OutboundFailure)) return badResponse(name, 'sends an answer that cannot be read')
  if (error.trouble === 'network') return new InferenceFailure('unavailable', `${name} cannot be reached`)
  return badResponse(name, error.trouble === 'redirect' ? 'answers with a redirect' : 'answers too much')
}

export const badResponse = (name: string, what: string, more: FailureMore = {}) =>
  new InferenceFailure('bad_response', `${name} ${what}`, more)
export const blocked = (name: string, more: FailureMore = {}) =>
  new InferenceFailure('blocked', `${name} does not answer this`, more)
