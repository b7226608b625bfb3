/** Who speaks: `system` gives instructions, `user` brings data, `assistant` is what the model said before. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a text model is asked. */
export interface Ask {
  /** Whatever comes from a player stands in a `user` message of its own, never among instructions. */
  messages: Message[]
  /** The JSON Schema that the answer has to follow, and a name for it. What comes back is not checked against it. */
  schema?: { name: string; schema: object }
  /** The same as data, for a service that takes members rather than messages. Who takes messages ignores it. */
  fields?: Record<string, unknown>
  /** Tokens the answer may have. */
  maxTokens: number
  /** Milliseconds until the whole answer must be there. */
  deadlineMs: number
  /** Aborts when nobody waits any longer; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

export interface Usage {
  inputTokens: number
  outputTokens: number
  /** The provider did not count: a token for each four characters. */
  estimated: boolean
}

/** What a text model has answered. */
export interface Completion {
  /** Not empty. Nothing else is known of it: it is a stranger's text. */
  text: string
  /** The model that answered, as the provider names it. */
  model: string
  usage: Usage
  /** What it cost, in millionths of a US dollar: the provider's price, rounded up. */
  costMicroUsd: number
}

/** A piece of an answer that is still being written, then the whole of it. */
export type Part = { kind: 'text'; text: string } | { kind: 'end'; completion: Completion }

/**
 * Writes text. `complete` and `stream` throw `InferenceFailure`, or the reason of `ask.signal`, and nothing else.
 * Neither retries: who calls decides what comes next.
 */
export interface Inference {
  /** Whether it can be asked this at all: one that takes members needs `fields`. */
  takes(ask: Ask): boolean
  complete(ask: Ask): Promise<Completion>
  /** Pieces as they arrive, then `end`. Cut off in the middle it throws after the pieces that came. */
  stream(ask: Ask): AsyncIterable<Part>
  /** `degraded` while it is not asked because it kept failing. */
  state(): 'ok' | 'degraded'
}

export type FailureKind = 'timeout' | 'unavailable' | 'quota' | 'blocked' | 'bad_response' | 'circuit_open'

export interface FailureMore {
  /** Milliseconds after which the provider wants to be asked again. */
  retryAfterMs?: number | undefined
  /** What it cost nevertheless: an answer that is cut off or blocked is paid like any other. */
  costMicroUsd?: number
  /** It is about what was asked rather than about the provider, who may well answer the next. */
  isAboutAsk?: boolean
}

/** Why there is no answer. Its message names no key, no address and nothing that the provider said. */
export class InferenceFailure extends Error {
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined
  readonly costMicroUsd: number
  readonly isAboutAsk: boolean

  constructor(
    kind: FailureKind,
    message: string,
    { retryAfterMs, costMicroUsd = 0, isAboutAsk = false }: FailureMore = {},
  ) {
    super(message)
    this.kind = kind
    this.retryAfterMs = retryAfterMs
    this.costMicroUsd = costMicroUsd
    this.isAboutAsk = isAboutAsk
  }
}
