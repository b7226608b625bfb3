import type { Port } from '../port.ts'

/**
 * Key of an object: 1 to 200 characters of `a-z 0-9 . _ - /`, each part beginning with a letter or a digit. A key is
 * never a folder of another one: beside `a/b` there is no `a`.
 */
export type ObjectKey = string

const MAX_KEY_LENGTH = 200
const keyPart = /^[a-z0-9][a-z0-9._-]*$/

/** Whether a text may stand between two slashes of a key. */
export const isKeyPart = (text: string) => keyPart.test(text)

export const isKey = (text: string) => text.length <= MAX_KEY_LENGTH && text.split('/').every(isKeyPart)

export interface ListedObject {
  key: ObjectKey
  sizeBytes: number
  /** When it was written, by the store's clock. */
  modifiedAt: Date
}

/**
 * Stores objects of a few megabytes. An object is written once, under a key of its own, and is never changed: after
 * `put` has resolved it is on disk, whole; before that it is not there at all. All methods throw `BlobsFailure`, and
 * nothing else, besides a TypeError for what is no key, no prefix, or larger than `MAX_OBJECT_BYTES` (key.ts).
 */
export interface Blobs extends Port {
  /** Writes an object. Bytes that are there already under this key are replaced. */
  put(key: ObjectKey, bytes: Uint8Array, contentType: string): Promise<void>
  /** The object's bytes, or undefined when there is none. */
  get(key: ObjectKey): Promise<Uint8Array | undefined>
  /** Undefined when there is no object. */
  head(key: ObjectKey): Promise<{ sizeBytes: number } | undefined>
  /** Resolves also when there is no object. */
  delete(key: ObjectKey): Promise<void>
  /** All objects whose key begins with `prefix`, in the order of their keys. */
  list(prefix: string): AsyncIterable<ListedObject>
  /**
   * Copies the object to a file at `path` without reading it into memory: damage to one of the two does not reach the
   * other. Absent where objects are not files. Resolves to false when there is no object. A file that is there already
   * is not replaced (`refused`); the caller syncs its folder.
   */
  copyTo?(key: ObjectKey, path: string): Promise<boolean>
}

/** unavailable: try again later; full: no space is left; refused: keys or rights are wrong. */
export type BlobsFailureKind = 'unavailable' | 'full' | 'refused'

/** Why an object could not be read or written. Its message holds no key, no address and no text of the provider. */
export class BlobsFailure extends Error {
  readonly kind: BlobsFailureKind

  constructor(kind: BlobsFailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}
