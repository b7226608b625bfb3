import type { Owner } from '../../../db/owner.ts'
import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Ask } from '../../ports/inference/port.ts'

/** What a model's text contains, or what has to be corrected in it. */
export type Read<T> = { value: T } | { problems: string[] }

/** A question to a model, before it is known how much time each provider gets. */
export type Prompt = Omit<Ask, 'deadlineMs' | 'firstPieceMs' | 'signal'>

export interface TextTask {
  ask: Prompt
  /** Names of providers in the order in which they are asked; those that are not named come after them. */
  providers: readonly string[]
  /** Of a stream: no other provider is asked for what one of them does not write. */
  endsWhenBlocked?: boolean
}

/** Something that a text model may write, and that this service can always write itself. */
export interface Task<T> extends TextTask {
  read(text: string): Read<T>
  builtIn: { model: string; write(): T }
  /** Set where no provider may be asked, whatever is configured: the reason that is told. */
  unasked?: FallbackReason
}

export interface Caller {
  /** Whose budget pays for the call; null for what the service pays for all. */
  owner: Owner | null
  /** Rate-limit key under which requests to paid models are counted. */
  limitKey: string
  /** Aborts when the caller has disconnected. */
  signal: AbortSignal
}

export interface Generated<T> {
  value: T
  served_by: ServedBy
}
