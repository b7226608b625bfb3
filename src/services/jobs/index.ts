import type { Engine } from '../../../db/columns.ts'
import { connectionOf } from '../../../db/postgres.ts'
import type { Db } from '../../../db/tables.ts'
import type { Env } from '../../../schemas/env/index.ts'
import { InProcessJobs } from './in-process.ts'
import { PgBossJobs } from './pg-boss.ts'
import type { Clock, Jobs, Log } from './port.ts'

interface Context {
  env: Pick<Env, 'DATABASE_URL' | 'DATABASE_CA_CERT' | 'DATABASE_SSL'>
  engine: Engine
  db: Db
  clock: Clock
  log: Log
}

/** The queue that goes with the database. Nothing is read or loaded before a job is sent or started. */
export function openJobs({ env, engine, db, clock, log }: Context): Jobs {
  if (engine === 'sqlite') return new InProcessJobs({ db, clock, log })
  const tls = { ca: env.DATABASE_CA_CERT, insecure: env.DATABASE_SSL === 'no-verify' }
  return new PgBossJobs({ connection: connectionOf(env.DATABASE_URL, tls), clock, log })
}
