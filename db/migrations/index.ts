import type { Kysely } from 'kysely'
import type { Engine } from '../columns.ts'
import * as saves from './0001-saves.ts'
import * as quests from './0002-quests.ts'
import * as idempotency from './0003-idempotency.ts'
import * as jobs from './0004-jobs.ts'
import * as owners from './0005-owners.ts'
import * as modelCalls from './0006-model-calls.ts'

type Change = { up(db: Kysely<unknown>, engine: Engine): Promise<void> }

/**
 * Every change of the schema, in order. A released one is never edited: the next change follows it. While a new
 * version starts, the old one still serves, so a change only adds; what it replaces goes one release later.
 */
export const changes: Record<string, Change> = {
  '0001-saves': saves,
  '0002-quests': quests,
  '0003-idempotency': idempotency,
  '0004-jobs': jobs,
  '0005-owners': owners,
  '0006-model-calls': modelCalls,
}
