import type { Instant, Json } from '../columns.ts'

/** What was answered to a request with an Idempotency-Key. */
export interface IdempotencyKeysTable {
  /** The operation and its owner. */
  scope: string
  key: string
  body_hash: string
  /** Attempt that works on it: an attempt that lost its claim can no longer finish. */
  claim: string
  created_at: Instant
  /** Null while the first request is still running. */
  answer: Json | null
  /** What the answer is about, for it goes when that goes. */
  subject: string | null
}

export interface IdempotencyTables {
  idempotency_keys: IdempotencyKeysTable
}
