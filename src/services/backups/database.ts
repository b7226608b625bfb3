import type { Engine } from '../../../db/columns.ts'
import { connect, engineOf, sqlitePath } from '../../../db/connect.ts'
import { snapshotPostgres } from '../../../db/snapshot/postgres-snapshot.ts'
import type { OnProgress, Snapshot } from '../../../db/snapshot/snapshot.ts'
import { discardFile, realPathOf } from '../../../db/snapshot/sqlite-replace.ts'
import { openForSnapshot, snapshotSqlite } from '../../../db/snapshot/sqlite-snapshot.ts'
import type { Env } from '../../../schemas/env/index.ts'

/** Variables that say where the database is. */
export type DatabaseEnv = Pick<Env, 'DATABASE_URL' | 'DATABASE_CA_CERT' | 'DATABASE_SSL' | 'DATABASE_POOLER'>

export const databaseEnvOf = ({ DATABASE_URL, DATABASE_CA_CERT, DATABASE_SSL, DATABASE_POOLER }: DatabaseEnv) => {
  return { DATABASE_URL, DATABASE_CA_CERT, DATABASE_SSL, DATABASE_POOLER }
}

/** One connection, or a few, without limits of time: a large table takes long. */
export const connectPatiently = (env: DatabaseEnv, poolMax = 1) =>
  connect(env.DATABASE_URL, {
    ca: env.DATABASE_CA_CERT,
    insecure: env.DATABASE_SSL === 'no-verify',
    behindPooler: env.DATABASE_POOLER === 'transaction',
    poolMax,
    withoutTimeouts: true,
  })

export const engineOfEnv = (env: DatabaseEnv): Engine => engineOf(env.DATABASE_URL)

/** Path of SQLite's file itself, also where the URL names a symbolic link to it. */
export const databaseFileOf = (env: DatabaseEnv) => realPathOf(sqlitePath(env.DATABASE_URL))

/** Removes what a restore that was killed has left beside the database file. */
export async function discardPrepared(env: DatabaseEnv) {
  if (engineOfEnv(env) === 'sqlite') await discardFile(await databaseFileOf(env))
}

/** Writes one moment of the live database into a folder, while others write to it. */
export async function snapshotLive(env: DatabaseEnv, folder: string, onProgress: OnProgress): Promise<Snapshot> {
  if (engineOfEnv(env) === 'postgres') return snapshotLivePostgres(env, folder, onProgress)
  const database = openForSnapshot(sqlitePath(env.DATABASE_URL))
  return snapshotSqlite(database, folder, onProgress).finally(() => database.close())
}

async function snapshotLivePostgres(env: DatabaseEnv, folder: string, onProgress: OnProgress) {
  const { db, close } = connectPatiently(env)
  const transaction = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return transaction.execute((trx) => snapshotPostgres(trx, folder, onProgress)).finally(close)
}
