import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** What only this service can make: hashes of texts that are easily guessed, such as phone numbers, and sealed texts. */
export interface Keyed {
  /**
   * Hashes of some texts, by each key: the first is the one to store, the others are those that were stored before the
   * secret was changed. The purpose keeps hashes of different things apart.
   */
  hashes(purpose: string, texts: readonly string[]): [string, ...string[]]
  /** Whether a stored hash is one of these texts. Takes the same time whether it is or not. */
  fits(stored: string, purpose: string, texts: readonly string[]): boolean
  /** A text that only this service can read or make, for an address. */
  seal(purpose: string, text: string): string
  /** Undefined for what was not sealed for this purpose. */
  unseal(purpose: string, sealed: string): string | undefined
}

const IV_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'

/** With keys of its own, which come from the secrets that sign tokens: the first one is the current one. */
export function openKeyed(secrets: readonly KeyObject[]): Keyed {
  const [hashing, sealing] = ['hashes', 'sealed texts'].map((use) => secrets.map((secret) => keyFor(secret, use)))
  return {
    hashes: (purpose, texts) =>
      (hashing as KeyObject[]).map((key) => hashOf(key, purpose, texts)) as [string, ...string[]],
    fits: (stored, purpose, texts) =>
      (hashing as KeyObject[]).map((key) => isSame(stored, hashOf(key, purpose, texts))).includes(true),
    seal: (purpose, text) => seal(sealing?.[0] as KeyObject, purpose, text),
    unseal(purpose, sealed) {
      for (const key of sealing as KeyObject[]) {
        const text = unseal(key, purpose, sealed)
        if (text !== undefined) return text
      }
      return undefined
    },
  }
}

const keyFor = (secret: KeyObject, use: string) =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `lorekeep: ${use}`, 32)))

/** As JSON: no two lists of texts are one text. */
const hashOf = (key: KeyObject, purpose: string, texts: readonly string[]) =>
  createHmac('sha256', key)
    .update(JSON.stringify([purpose, ...texts]))
    .digest('base64url')

function isSame(one: string, other: string) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function seal(key: KeyObject, purpose: string, text: string) {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(purpose))
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

function unseal(key: KeyObject, purpose: string, sealed: string) {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}
