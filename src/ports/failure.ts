import type { Usage } from './usage.ts'

export type FailureKind = 'timeout' | 'unavailable' | 'quota' | 'blocked' | 'bad_response' | 'circuit_open'

export interface FailureMore {
  /** Milliseconds until the next call, as requested by the provider. */
  retryAfterMs?: number | undefined
  /** What it used, as far as it is known: an answer that is cut off or blocked is paid like any other. */
  usage?: Usage | undefined
  /** Caused by this request, not by the provider: other requests may succeed. */
  isAboutAsk?: boolean
  /** False when the provider was not called at all. */
  isCalled?: boolean
  /** Of `blocked`, a word of ours such as `safety`, `sexual` or `prohibited`; never the provider's text. */
  category?: string | undefined
}

/** Why an outside service gives no answer. Its message holds no key, no address and no text of the provider. */
export class ProviderFailure extends Error {
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined
  readonly usage: Usage | undefined
  readonly isAboutAsk: boolean
  readonly isCalled: boolean
  readonly category: string | undefined

  constructor(
    kind: FailureKind,
    message: string,
    { retryAfterMs, usage, isAboutAsk = false, isCalled = true, category }: FailureMore = {},
  ) {
    super(message)
    this.kind = kind
    this.retryAfterMs = retryAfterMs
    this.usage = usage
    this.isAboutAsk = isAboutAsk
    this.isCalled = isCalled
    this.category = category
  }
}

export const badResponse = (name: string, what: string, more: FailureMore = {}) =>
  new ProviderFailure('bad_response', `${name} ${what}`, more)
export const blocked = (name: string, more: FailureMore = {}) =>
  new ProviderFailure('blocked', `${name} does not answer this`, more)
