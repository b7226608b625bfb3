import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

interface Cost {
  /** KiB */
  memory: number
  passes: number
  parallelism: number
}

/** The least that OWASP asks for: 19 MiB, 2 passes, 1 lane. */
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 }

const SALT_BYTES = 16
const KEY_BYTES = 32

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>

const keyOf = (password: string, nonce: Buffer, tagLength: number, its: Cost) =>
  derive('argon2id', { message: password, nonce, tagLength, ...its })

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Hash of a password, with its parameters and its salt, in the PHC format. */
export async function hash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const { memory, passes, parallelism } = cost
  const key = await keyOf(password, salt, KEY_BYTES, cost)
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(key)}`
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/

function parse(text: string) {
  const [, memory, passes, parallelism, salt, key] = phc.exec(text) ?? []
  if (!salt || !key) return undefined
  const its = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return { cost: its, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
}

export async function verify(password: string, text: string): Promise<boolean> {
  const parsed = parse(text)
  if (!parsed) return false
  return timingSafeEqual(await keyOf(password, parsed.salt, parsed.key.length, parsed.cost), parsed.key)
}

/** Whether a hash was made with other parameters than those of now. */
export function isOutdated(text: string): boolean {
  const its = parse(text)?.cost
  return its?.memory !== cost.memory || its.passes !== cost.passes || its.parallelism !== cost.parallelism
}
