import { randomBytes } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { type Refusal, refuse } from '../../errors.ts'
import { BlobsFailure } from '../../ports/blobs/port.ts'
import { HOUR_MS } from '../durations.ts'
import { sha256Of } from '../sha256.ts'
import * as store from './store.ts'

/** Time for a write: an object that was taken since is left alone by every delete. */
const WRITE_MS = HOUR_MS

/** Objects that were taken before this time belong to no write that is under way. */
export const beforeWrites = ({ clock }: Pick<Deps, 'clock'>): string =>
  new Date(clock.now().getTime() - WRITE_MS).toISOString()

export type Needs = Pick<Deps, 'db' | 'blobs' | 'clock'>

/** An object that is in the storage, and not yet anything that rows may refer to. */
export interface StoredObject {
  /** Of its blob. */
  id: number
  storageKey: string
  sha256: string
  sizeBytes: number
}

/** Where objects of a type are, and how their keys end. */
const places: Record<string, { folder: string; extension: string }> = {
  'image/webp': { folder: 'images', extension: 'webp' },
  'audio/wav': { folder: 'recordings', extension: 'wav' },
}
const elsewhere = { folder: 'images', extension: 'bin' }

/** The folders of all objects. */
export const folders = [...new Set([...Object.values(places), elsewhere].map(({ folder }) => folder))]

/** A key that was never used: an object whose delete has begun must not be written again under its key. */
function newKey(sha256: string, contentType: string) {
  const once = randomBytes(6).toString('hex')
  const { folder, extension } = places[contentType] ?? elsewhere
  return `${folder}/${sha256.slice(0, 2)}/${sha256}-${once}.${extension}`
}

/** A key that no blob has. */
const PROBE = 'probe/write'

/** Throws `storage-unavailable` or `storage-full` when nothing could be written now, as far as that is known. */
export async function requireStorage({ blobs }: Pick<Deps, 'blobs'>): Promise<void> {
  try {
    await blobs.head(PROBE)
    // After a write that failed, only another write tells whether the next one succeeds.
    if (blobs.state() !== 'ok') await blobs.put(PROBE, new Uint8Array(1), 'application/octet-stream')
  } catch (error) {
    throw toRefusal(error)
  }
}

/**
 * First of two steps: writes bytes into the storage, unless the same ones are there. A row says so before, so that what a
 * crash leaves is found. The second step is `confirmBlobs`. Throws `storage-unavailable` or `storage-full`.
 */
export async function storeObject(deps: Needs, bytes: Uint8Array, contentType: string): Promise<StoredObject> {
  const sha256 = sha256Of(bytes)
  const row = await takeRow(deps, sha256, bytes.byteLength, contentType)
  await write(deps, row, bytes, contentType)
  return { id: row.id, storageKey: row.storage_key, sha256, sizeBytes: bytes.byteLength }
}

const takeRow = ({ db, clock }: Needs, sha256: string, size_bytes: number, content_type: string) =>
  store.takeBlob(db, {
    sha256,
    storage_key: newKey(sha256, content_type),
    size_bytes,
    content_type,
    created_at: clock.now().toISOString(),
  })

type Row = Awaited<ReturnType<typeof takeRow>>

/** Another process may write the same bytes under the same key at the same time, or may have ended while it did. */
async function write({ blobs }: Needs, { state, storage_key }: Row, bytes: Uint8Array, contentType: string) {
  const isWhole = async () => (await blobs.head(storage_key))?.sizeBytes === bytes.byteLength
  try {
    // An object that was lost although its row is ready is written again.
    if (state === 'ready' && (await isWhole())) return
    await blobs.put(storage_key, bytes, contentType)
    if (!(await isWhole())) throw new BlobsFailure('unavailable', 'an object was not written whole')
  } catch (error) {
    throw toRefusal(error)
  }
}

/**
 * Second step, in the transaction that writes the rows which refer to the objects. Throws when one of them was left for
 * so long that its delete has begun.
 */
export async function confirmBlobs(trx: Transaction<Tables>, objects: StoredObject[]): Promise<void> {
  // In one order, so that two transactions with the same objects do not wait for each other.
  for (const { id } of objects.toSorted((one, other) => one.id - other.id))
    if (!(await store.confirmBlob(trx, id))) throw refuse('storage-unavailable')
}

/** The refusal for a failure of the storage. Other errors stay what they are. */
export function toRefusal(error: unknown): Refusal | unknown {
  if (!(error instanceof BlobsFailure)) return error
  return refuse(error.kind === 'full' ? 'storage-full' : 'storage-unavailable')
}
