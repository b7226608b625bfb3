import type { Variable } from '../../../schemas/env.ts'

/** A variable's address. Throws, without quoting it, for one that fetch refuses with each request. */
export function addressOf(variable: Variable, value: string | undefined) {
  const url = new URL(value ?? '')
  if (url.username || url.password) throw new Error(`${variable} may not contain a user name or a password`)
  return url
}

/** A variable's key. Throws, without quoting it, for one that no header can carry, as when an ellipsis was copied. */
export function keyOf(variable: Variable, value: string | undefined) {
  if (!/^[\x20-\x7e]+$/.test(value ?? '')) throw new Error(`${variable} contains a character that no key has`)
  return value as string
}
