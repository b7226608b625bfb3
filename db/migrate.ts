import { type MigrationResult, Migrator } from 'kysely/migration'
import type { Engine } from './columns.ts'
import * as migrations from './migrations/index.ts'
import type { Db } from './tables.ts'

function migrator(db: Db, engine: Engine) {
  const entries = Object.entries(migrations).map(([name, { up }]) => [
    name,
    { up: (on: Db) => up(on as never, engine) },
  ])
  return new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(entries) } })
}

/**
 * Brings the database to the newest schema, in one transaction, one process at a time.
 * Resolves to the names of the migrations that were applied: none at a second run.
 */
export async function migrate(db: Db, engine: Engine): Promise<string[]> {
  const { error, results = [] } = await migrator(db, engine).migrateToLatest()
  if (error) throw error
  return results.filter((result: MigrationResult) => result.status === 'Success').map((result) => result.migrationName)
}

/** Names of all migrations of this version, in their order. */
export const migrationNames = Object.keys(migrations)

/** Applies these migrations to a database without tables, in the caller's transaction and without noting them. */
export async function applyMigrations(trx: Db, engine: Engine, names: string[]) {
  for (const [name, { up }] of Object.entries(migrations)) {
    if (names.includes(name)) await up(trx as never, engine)
  }
}

/** Whether all migrations of this version have been applied. */
export async function isMigrated(db: Db, engine: Engine): Promise<boolean> {
  const all = await migrator(db, engine).getMigrations()
  return all.every((migration) => migration.executedAt !== undefined)
}
