import type { Identity, Instant, Once } from '../columns.ts'

/** One row an object in the storage. Identical bytes share one, however many images have them. */
export interface BlobsTable {
  id: Identity
  /** In hexadecimal. Unique among the rows that are not being deleted. */
  sha256: Once<string>
  /** A new one for each row: an object that is being deleted is never written again. */
  storage_key: Once<string>
  size_bytes: Once<number>
  content_type: Once<string>
  /** pending: the object may not be there yet. deleting: nothing may refer to it any more. */
  state: 'pending' | 'ready' | 'deleting'
  /** When it was made, or last taken for the same bytes again: from then on, a write has an hour. */
  created_at: Instant
}

export interface BlobsTables {
  blobs: BlobsTable
}
