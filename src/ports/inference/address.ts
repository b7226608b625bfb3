import type { Variable } from '../../../schemas/env.ts'

/** A variable's address. Throws, without quoting it, when nothing can be sent there. */
export function addressOf(variable: Variable, value: string | undefined) {
  const url = URL.parse(value ?? '')
  if (!url) throw new Error(`${variable} is no address`)
  // fetch refuses such an address with each request.
  if (url.username || url.password) throw new Error(`${variable} may not contain a user name or a password`)
  return url
}
