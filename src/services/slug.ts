import { randomBytes } from 'node:crypto'

/** Characters of a name that stand in an id. */
const MAX_WORDS = 40

/** An id made from a name, with a random end: 48 bits, so that no two are the same. `otherwise` is for a name without letters. */
export function slugOf(name: string, otherwise: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_WORDS)
    .replace(/^-+|-+$/g, '')
  return `${words || otherwise}-${randomBytes(6).toString('hex')}`
}
