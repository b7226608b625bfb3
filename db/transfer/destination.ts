import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { migrationNames } from '../migrate.ts'
import { stateOf } from '../snapshot/postgres-replace.ts'
import type { Db } from '../tables.ts'
import { TransferFailure } from './plan.ts'

/** Milliseconds in which Postgres notices that a process which was killed is gone. */
const GONE_MS = 5_000
const LOOK_MS = 200

/** Throws unless these are the migrations of this version, or its first ones. */
export function assertKnown(which: string, migrations: string[]) {
  if (migrationNames.slice(0, migrations.length).join() !== migrations.join())
    throw new TransferFailure(`${which} is of a newer version of Lorekeep, or of another application`)
}

/** The migrations that the destination does not have yet. Throws when its tables are not ours. */
export async function missingMigrations(db: Db): Promise<string[]> {
  const { hasTables, migrations } = await stateOf(db)
  assertKnown('the destination', migrations)
  if (hasTables && migrations.length === 0) throw new TransferFailure('the destination is of another application')
  return migrationNames.slice(migrations.length)
}

/** Throws when a service, or another transfer, is connected: what it writes would be taken for what the source holds. */
export async function assertUnused(db: Db, waitMs = GONE_MS) {
  const until = performance.now() + waitMs
  while ((await othersOn(db)) > 0) {
    if (performance.now() >= until)
      throw new TransferFailure('a service, or another transfer, is connected to the destination: stop it first')
    await sleep(LOOK_MS)
  }
}

async function othersOn(db: Db): Promise<number> {
  const { rows } = await sql<{ others: number }>`select count(*)::int as others from pg_stat_activity
    where datname = current_database() and application_name like 'lorekeep%' and pid <> pg_backend_pid()`.execute(db)
  return rows[0]?.others ?? 0
}
