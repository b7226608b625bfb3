/** One message: `system` holds instructions, `user` data, `assistant` what the model answered before. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a text model is asked. */
export interface Ask {
  /** Text of a player stands in a `user` message of its own, never among instructions. */
  messages: Message[]
  /** JSON Schema that the answer should follow, and its name. The port does not check the answer. */
  schema?: { name: string; schema: object }
  /** The same as members of an object, for a service that has no messages. All others ignore it. */
  fields?: Record<string, unknown>
  /** Tokens the answer may have. */
  maxTokens: number
  /** Milliseconds until the whole answer must be there. */
  deadlineMs: number
  /** Milliseconds until the first piece of a stream must be there; without it, the deadline alone counts. */
  firstPieceMs?: number
  /** Aborts when the caller has gone; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

export interface Usage {
  inputTokens: number
  outputTokens: number
  /** The provider did not count: one token for four characters. */
  estimated: boolean
}

/** What a text model has answered. */
export interface Completion {
  /** Not empty, and not to be trusted in any other way. */
  text: string
  /** The model that answered, as the provider names it. */
  model: string
  usage: Usage
  /** What it cost, in millionths of a US dollar: the provider's price, rounded up. */
  costMicroUsd: number
}

/** Pieces of an answer as they arrive, then the completion. */
export type Part = TextPart | { kind: 'end'; completion: Completion }

export interface TextPart {
  kind: 'text'
  text: string
  /** The estimated cost of the answer so far: what has to be paid when the stream is cut here. */
  costMicroUsd: number
}

/**
 * Writes text. `complete` and `stream` throw `InferenceFailure`, or the reason of `ask.signal`, and nothing else.
 * Neither retries: the caller decides.
 */
export interface Inference {
  /** The model that is configured; a completion names the one that answered. */
  readonly model: string
  /** Whether the provider can answer this at all: one that has no messages needs `fields`. */
  supports(ask: Ask): boolean
  complete(ask: Ask): Promise<Completion>
  /** Pieces as they arrive, then `end`. When the stream is cut, it throws after the pieces that arrived. */
  stream(ask: Ask): AsyncIterable<Part>
  /** `degraded` while the circuit breaker is open. */
  state(): 'ok' | 'degraded'
}

export type FailureKind = 'timeout' | 'unavailable' | 'quota' | 'blocked' | 'bad_response' | 'circuit_open'

export interface FailureMore {
  /** Milliseconds after which the provider wants to be asked again. */
  retryAfterMs?: number | undefined
  /** Its cost: an answer that is cut off or blocked is paid like any other. */
  costMicroUsd?: number
  /** The request caused it, not the provider, which may well answer the next one. */
  isAboutAsk?: boolean
  /** False when the provider was not called at all. */
  isCalled?: boolean
}

/** Why there is no answer. Its message holds no key, no address and no text of the provider. */
export class InferenceFailure extends Error {
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined
  readonly costMicroUsd: number
  readonly isAboutAsk: boolean
  readonly isCalled: boolean

  constructor(
    kind: FailureKind,
    message: string,
    { retryAfterMs, costMicroUsd = 0, isAboutAsk = false, isCalled = true }: FailureMore = {},
  ) {
    super(message)
    this.kind = kind
    this.retryAfterMs = retryAfterMs
    this.costMicroUsd = costMicroUsd
    this.isAboutAsk = isAboutAsk
    this.isCalled = isCalled
  }
}
