import type { Transaction } from 'kysely'
import type { Tables } from '../../db/tables.ts'

/** Writes rows that come with the service. Runs at each start, in several processes at once: what is there, it keeps. */
export type Seed = (trx: Transaction<Tables>, now: string) => Promise<void>
