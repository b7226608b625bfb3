import { join } from 'node:path'
import type { Env } from '../../schemas/env/index.ts'
import { openLocalSecret } from './local-secret.ts'

/** Where a local service keeps the operator's token that it has made. */
export const operatorTokenPath = ({ DATA_DIR }: Pick<Env, 'DATA_DIR'>) => join(DATA_DIR, 'operator-token')

/**
 * The operator's token: ADMIN_TOKEN, or one that is made at the first start and kept in DATA_DIR. A request from this
 * machine alone proves nothing: a proxy on the machine forwards requests of anyone.
 */
export const openOperatorToken = (env: Pick<Env, 'ADMIN_TOKEN' | 'DATA_DIR'>): string =>
  env.ADMIN_TOKEN ?? openLocalSecret(operatorTokenPath(env))
