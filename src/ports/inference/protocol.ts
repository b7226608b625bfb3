import { OutboundFailure } from '../outbound.ts'
import { type Ask, type Completion, type FailureMore, type Inference, InferenceFailure, type Part } from './port.ts'

/** Ten times what the longest answer that we ask for takes: enough for the words around it. */
export const MAX_ANSWER_BYTES = 256 * 1024

/** How a model is spoken to. `signal` ends the call; whatever is thrown is told in the words of the port by `bounded`. */
export interface Speaker {
  name: string
  takes(ask: Ask): boolean
  complete(ask: Ask, signal: AbortSignal): Promise<Completion>
  stream(ask: Ask, signal: AbortSignal): AsyncIterable<Part>
}

/** What the protocols of one service are given. */
export interface Service {
  name: string
  url: URL
  model: string
  price: number
  /** Sends a body as JSON. Resolves to a success, throws anything else. */
  post(url: URL, body: object, signal: AbortSignal): Promise<Response>
}

/** Gives each call of a speaker its deadline and its end. */
export function bounded(speaker: Speaker): Inference {
  return {
    takes: speaker.takes,
    state: () => 'ok',
    async complete(ask) {
      const call = begin(speaker.name, ask)
      try {
        return await speaker.complete(ask, call.signal)
      } catch (error) {
        throw call.told(error)
      } finally {
        call.end()
      }
    },
    async *stream(ask) {
      const call = begin(speaker.name, ask)
      try {
        yield* speaker.stream(ask, call.signal)
      } catch (error) {
        throw call.told(error)
      } finally {
        call.end()
      }
    },
  }
}

function begin(name: string, { signal, deadlineMs }: Ask) {
  signal?.throwIfAborted()
  const controller = new AbortController()
  // A deadline and a caller who leaves end a call alike; only this tells them apart.
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    controller.abort()
  }, deadlineMs)
  const leave = () => {
    clearTimeout(timer)
    controller.abort()
  }
  signal?.addEventListener('abort', leave, { once: true })
  return {
    signal: controller.signal,
    told(error: unknown) {
      if (isLate) return new InferenceFailure('timeout', `${name} did not answer within ${Math.round(deadlineMs)} ms`)
      return signal?.aborted ? signal.reason : failure(name, error)
    },
    end() {
      signal?.removeEventListener('abort', leave)
      // Hangs up on an answer that nobody reads to its end.
      leave()
    },
  }
}

/** Errors of libraries may quote the key, the address or the answer: nothing of them is handed on. */
function failure(name: string, error: unknown) {
  if (error instanceof InferenceFailure) return error
  if (!(error instanceof OutboundFailure)) return badResponse(name, 'answers what nobody understands')
  if (error.trouble === 'network') return new InferenceFailure('unavailable', `${name} cannot be reached`)
  return badResponse(name, error.trouble === 'redirect' ? 'answers with a redirect' : 'answers too much')
}

export const badResponse = (name: string, what: string, more: FailureMore = {}) =>
  new InferenceFailure('bad_response', `${name} ${what}`, more)
export const blocked = (name: string, more: FailureMore = {}) =>
  new InferenceFailure('blocked', `${name} does not answer this`, more)
