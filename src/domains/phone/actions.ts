import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'

export { checkVerification } from './check.ts'
export { codeTwiml } from './delivery.ts'
export { allowCalls, refuseCalls } from './do-not-call.ts'
export { type MayRing, mayRing, type Ring } from './may-ring.ts'
export { owned } from './owned.ts'
export { sendVerification } from './verification.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'telephony' | 'keyed' | 'paidCalls'> & {
  env: Pick<Env, 'APP_ENV' | 'CALLS_ALLOW_LIST' | 'CALLS_PER_USER_PER_DAY'>
}
