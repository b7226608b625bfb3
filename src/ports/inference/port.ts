import type { TokenUsage } from '../usage.ts'

/** One message: `system` holds instructions, `user` data, `assistant` what the model answered before. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** Request to a text model. */
export interface Ask {
  /** Text of a player is a separate `user` message, never part of the instructions. */
  messages: Message[]
  /** JSON Schema that the answer should follow, and its name. The port does not check the answer. */
  schema?: { name: string; schema: object }
  /** The same request as an object, for a provider without messages. All others ignore it. */
  fields?: Record<string, unknown>
  /** Maximum tokens of the answer. */
  maxTokens: number
  /** Milliseconds until the whole answer must be there. */
  deadlineMs: number
  /** Milliseconds until the first piece of a stream must be there; without it, the deadline alone counts. */
  firstPieceMs?: number
  /** Aborts when the caller has gone; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

/** Answer of a text model. */
export interface Completion {
  /** Not empty; otherwise unchecked. */
  text: string
  /** The model that answered, as the provider names it. */
  model: string
  usage: TokenUsage
}

/** Pieces of an answer as they arrive, then the completion. */
export type Part = TextPart | { kind: 'end'; completion: Completion }

export interface TextPart {
  kind: 'text'
  text: string
  /** The estimated use of the answer so far: what has to be paid when the stream is cut here. */
  usage: TokenUsage
}

/**
 * Writes text. `complete` and `stream` throw `ProviderFailure`, or the reason of `ask.signal`, and nothing else.
 * Neither retries: the caller decides.
 */
export interface Inference {
  /** The model that is configured; a completion names the one that answered. */
  readonly model: string
  /** Whether the provider can process the request: one without messages needs `fields`. */
  supports(ask: Ask): boolean
  /** The most that an answer may use, whatever its language: what is reserved before it is asked for. */
  mostUsage(ask: Ask): TokenUsage
  complete(ask: Ask): Promise<Completion>
  /** Pieces as they arrive, then `end`. When the stream is cut, it throws after the pieces that arrived. */
  stream(ask: Ask): AsyncIterable<Part>
  /** `degraded` while the circuit breaker is open. */
  state(): 'ok' | 'degraded'
}
