import { createSecretKey, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { Env } from '../../../schemas/env/index.ts'
import { openLocalSecret } from '../local-secret.ts'

/** Where a local service keeps the secret that it has made. */
export const tokenSecretPath = ({ DATA_DIR }: Pick<Env, 'DATA_DIR'>) => join(DATA_DIR, 'token-secret')

/** Keys of HMAC-SHA256: the first one signs, all of them verify. */
export function openTokenKeys(env: Pick<Env, 'JWT_SECRET' | 'JWT_SECRET_PREVIOUS' | 'DATA_DIR'>): KeyObject[] {
  const current = env.JWT_SECRET ?? openLocalSecret(tokenSecretPath(env))
  const previous = env.JWT_SECRET_PREVIOUS
  return [current, ...(previous === undefined ? [] : [previous])].map((secret) => createSecretKey(secret, 'utf8'))
}
