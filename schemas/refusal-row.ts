/** One kind of refusal. */
export interface Row {
  status: number
  /** Default message: what happened and what to do. */
  sentence: string
  /** Headers of every such answer, with their default values. */
  headers?: Record<string, string>
  /** Example of a message that is more exact than `sentence`. */
  example?: {
    message: string
    details?: { path: string; message: string }[]
    category?: string
    tries_left?: number
    message_id?: number
  }
}

export const retryAfter = (seconds: number) => ({ 'Retry-After': String(seconds) })
