import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const form = /^[\w-]{43}$/

/**
 * A secret of 256 random bits that is made at the first start, and kept in a file that only the user of the service can
 * read. Throws when the file cannot be made, or does not hold a secret.
 */
export function openLocalSecret(path: string): string {
  const secret = read(path) ?? make(path)
  if (form.test(secret)) return secret
  throw new Error(`${path} does not hold what this service wrote there; delete it, and it is made anew`)
}

function read(path: string) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written whole before it has its name: another process that starts at the same time reads a whole one, or makes it. */
function make(path: string): string {
  const own = `${path}.${randomBytes(4).toString('hex')}`
  writeFileSync(own, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(own, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
  return read(path) as string
}
