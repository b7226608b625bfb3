import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from '../../schemas/env/index.ts'

const FILE = 'operator-token'
const form = /^[\w-]{43}$/

/** Where a local service keeps the operator's token that it has made. */
export const operatorTokenPath = ({ DATA_DIR }: Pick<Env, 'DATA_DIR'>) => join(DATA_DIR, FILE)

/**
 * The operator's token: ADMIN_TOKEN, or one that is made at the first start and kept in DATA_DIR, where only the user of
 * the service can read it. A request from this machine alone proves nothing: a proxy on the machine forwards requests of
 * anyone. Throws when the file cannot be made, or does not hold a token.
 */
export function openOperatorToken(env: Pick<Env, 'ADMIN_TOKEN' | 'DATA_DIR'>): string {
  if (env.ADMIN_TOKEN) return env.ADMIN_TOKEN
  const path = operatorTokenPath(env)
  const token = readToken(path) ?? makeToken(path)
  if (form.test(token)) return token
  throw new Error(`${path} does not hold a token; delete it, and a new one is made`)
}

function readToken(path: string) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written whole before it has its name: another process that starts at the same time reads a whole one, or makes it. */
function makeToken(path: string): string {
  const own = `${path}.${randomBytes(4).toString('hex')}`
  writeFileSync(own, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(own, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
  return readToken(path) as string
}
