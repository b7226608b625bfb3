import { createRequire } from 'node:module'

/** Loaded with the first password that is set. */
let common: Set<string> | undefined

/** Whether a password is one of the commonest, in whatever capitals. */
export function isCommon(password: string): boolean {
  const load = () => createRequire(import.meta.url)('./common.json') as { passwords: string }
  common ??= new Set(load().passwords.split(' '))
  return common.has(password.toLowerCase())
}
