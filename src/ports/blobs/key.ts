import { isKey, type ObjectKey } from './port.ts'

/** Largest object, in bytes: what is read is held in memory, and the answer of a service is cut off here. */
export const MAX_OBJECT_BYTES = 60 * 1024 * 1024

/** Throws a TypeError for what is no key. It does not quote it: a path of this machine may stand in it. */
export function checkKey(key: ObjectKey) {
  if (!isKey(key)) throw new TypeError('not a key of an object')
}

export function checkPrefix(prefix: string) {
  if (!/^[a-z0-9._/-]{0,200}$/.test(prefix)) throw new TypeError('not the beginning of a key')
}

export function checkSize(bytes: Uint8Array) {
  if (bytes.byteLength > MAX_OBJECT_BYTES) throw new TypeError(`an object has at most ${MAX_OBJECT_BYTES} bytes`)
}
