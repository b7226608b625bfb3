import type { Instant, Json } from '../columns.ts'

/** Answers to requests with an Idempotency-Key. */
export interface IdempotencyKeysTable {
  /** The operation and its owner. */
  scope: string
  key: string
  body_hash: string
  /** Id of the attempt that processes the request: one that has lost its claim can no longer store an answer. */
  claim: string
  created_at: Instant
  /** Null while the first request is still running. */
  answer: Json | null
  /** Id of the row that the answer is about: both are deleted together. */
  subject: string | null
}

export interface IdempotencyTables {
  idempotency_keys: IdempotencyKeysTable
}
