import type { Tables } from '../../../db/tables.ts'
import * as idempotency from '../../services/idempotency/owned.ts'
import type { Owned } from '../../services/owned.ts'
import { owned as calls } from '../calls/actions.ts'
import { owned as chat } from '../chat/actions.ts'
import { owned as credits } from '../credits/actions.ts'
import { owned as images } from '../images/actions.ts'
import { owned as personas } from '../personas/actions.ts'
import { owned as phone } from '../phone/actions.ts'
import { owned as quests } from '../quests/actions.ts'
import { owned as saves } from '../saves/actions.ts'
import { owned as scenarios } from '../scenarios/actions.ts'
import { owned as spending } from '../spending/actions.ts'

/** Erased with the user's row, by the database; attempts to sign in, by `deleteMe`. */
const auth: Owned = { tables: ['users', 'token_blacklist', 'login_attempts'], erase: async () => {} }

/** What users own, by domain and service: one line each. */
export const allOwned: readonly Owned[] = [
  auth,
  saves,
  quests,
  images,
  calls,
  personas,
  scenarios,
  credits,
  spending,
  phone,
  chat,
  idempotency.owned,
]

/** Tables without rows of owners. */
export const tablesWithoutOwner: readonly (keyof Tables)[] = [
  'blobs',
  'call_pace',
  'jobs',
  'leases',
  'paid_calls',
  'service_pricing',
  'scene_cache',
  'scene_counts',
]
