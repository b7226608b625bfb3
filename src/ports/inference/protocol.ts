import type { TokenUsage } from '../usage.ts'
import type { Ask, Completion, Part } from './port.ts'

/** Ten times the longest expected answer. Reading a larger body is aborted, so that it cannot fill the memory. */
export const MAX_ANSWER_BYTES = 256 * 1024

/** One wire format. `signal` ends the call; `withDeadline` turns whatever is thrown into the failures of the port. */
export interface Protocol {
  name: string
  model: string
  supports(ask: Ask): boolean
  mostUsage(ask: Ask): TokenUsage
  complete(ask: Ask, signal: AbortSignal): Promise<Completion>
  stream(ask: Ask, signal: AbortSignal): AsyncIterable<Part>
}

/** Service behind a protocol: its address and model, and how to send a request. */
export interface Service {
  name: string
  url: URL
  model: string
  /** Sends a body as JSON. Resolves to a success, throws `ProviderFailure` for every other status. */
  post(url: URL, body: object, signal: AbortSignal): Promise<Response>
}
