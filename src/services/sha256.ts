import { hash } from 'node:crypto'

/** SHA-256 of bytes, in hexadecimal. */
export const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex')

/** Whether bytes are those that had this sum. */
export const hasSha256 = (bytes: Uint8Array, sha256: string): boolean => sha256Of(bytes) === sha256
