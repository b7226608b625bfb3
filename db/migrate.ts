import { type MigrationResult, Migrator } from 'kysely/migration'
import type { Engine } from './columns.ts'
import * as changes from './migrations/index.ts'
import type { Db } from './tables.ts'

function migrator(db: Db, engine: Engine) {
  const migrations = Object.fromEntries(
    Object.entries(changes).map(([name, change]) => [name, { up: (on: Db) => change.up(on as never, engine) }]),
  )
  return new Migrator({ db, provider: { getMigrations: async () => migrations as never } })
}

/**
 * Brings the database to the newest schema, in one transaction, one process at a time.
 * Returns the names of the changes made; a second run makes none.
 */
export async function migrate(db: Db, engine: Engine): Promise<string[]> {
  const { error, results = [] } = await migrator(db, engine).migrateToLatest()
  if (error) throw error
  return results.filter((result: MigrationResult) => result.status === 'Success').map((result) => result.migrationName)
}

/** Whether changes of this version are still to be made. */
export async function isMigrated(db: Db, engine: Engine): Promise<boolean> {
  const all = await migrator(db, engine).getMigrations()
  return all.every((migration) => migration.executedAt !== undefined)
}
