import { statfs } from 'node:fs/promises'
import type { Engine } from '../db/columns.ts'
import { connect } from '../db/connect.ts'
import { isMigrated } from '../db/migrate.ts'
import type { Db } from '../db/tables.ts'
import packageJson from '../package.json' with { type: 'json' }
import type { Env } from '../schemas/env/index.ts'
import * as ports from './ports/index.ts'
import { type Capability, type Given, isEmbeddedOk, openPorts, portProblemsOf } from './ports/open.ts'
import type { Clock, PortContext } from './ports/port.ts'
import { openDataFolder } from './services/data-folder.ts'
import { watchDatabase } from './services/database-watch.ts'
import { openJobs } from './services/jobs/index.ts'
import type { Jobs, Log } from './services/jobs/port.ts'
import { type Limits, openLimits } from './services/limits.ts'
import { measureOverload, type Overload } from './services/overload.ts'
import { openSaveStates, type SaveStates } from './services/save-states.ts'

/** What the domains may ask for. Each takes only what its `Needs` names. */
export interface Deps extends Given<typeof ports> {
  env: Env
  db: Db
  /** What each caller may use in a minute. */
  limits: Limits
  clock: Clock
  /** Which states a save takes. */
  states: SaveStates
  /** Work that is done later, or again and again. */
  jobs: Jobs
  /** Whether new requests are refused because this process is too busy. */
  overload: Overload
  /** The state of what the service stands on. */
  system: System
  about: { name: string; version: string }
}

export interface System {
  /** Throws when the database cannot be read. */
  pingDatabase(): Promise<void>
  isMigrated(): Promise<boolean>
  /** Bytes free where the data folder is. */
  freeBytes(): Promise<number>
  /** Known without asking anybody, but for whether the database answers. */
  capabilities(databaseAnswers: boolean): Capability[]
  /** True from the moment a stop was asked for. */
  draining: boolean
}

export interface Opened {
  deps: Deps
  /** Brings the database to the newest schema. Returns the changes made. */
  migrate(): Promise<string[]>
  /** Throws when the database is away or not as we need it. Answers warnings. */
  verifyDatabase(): Promise<string[]>
  close(): Promise<void>
}

/** What is wrong with the variables of the outside services. */
export const portProblems = (env: Env) => portProblemsOf(ports, ['database'], env)

/** Opens everything that the environment names, embedded where it names nothing. */
export async function open(env: Env, context: PortContext & { log: Log }): Promise<Opened> {
  const { clock, log } = context
  const states = await openSaveStates(env.SAVE_STATE_SCHEMA)
  named('DATA_DIR', () => openDataFolder(env.DATA_DIR))
  const connection = named('DATABASE_URL', () =>
    connect(env.DATABASE_URL, {
      ca: env.DATABASE_CA_CERT,
      insecure: env.DATABASE_SSL === 'no-verify',
      poolMax: env.DATABASE_POOL_MAX,
      behindPooler: env.DATABASE_POOLER === 'transaction',
      onError: (error) => database.lost(error),
    }),
  )
  const database = watchDatabase(connection.ping, context)
  if (env.DATABASE_SSL) log.warn('DATABASE_SSL=no-verify: the database server is not authenticated')
  const opened = await openPorts(ports, env, context)

  const { engine, db } = connection
  const jobs = openJobs({ env, engine, db, clock, log })

  const system: System = {
    draining: false,
    pingDatabase: connection.ping,
    isMigrated: () => isMigrated(connection.db, connection.engine),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(env.DATA_DIR)
      return bavail * bsize
    },
    capabilities: (databaseAnswers) => [
      databaseCapability(env, engine, databaseAnswers),
      ...opened.capabilities(),
      jobsCapability(env, engine, databaseAnswers ? jobs.state() : 'down'),
    ],
  }

  return {
    deps: {
      ...opened.given,
      env,
      db: connection.db,
      limits: openLimits(opened.given.cache, env),
      clock,
      states,
      jobs,
      overload: measureOverload({ elapsed: clock.elapsed, warn: log.warn.bind(log) }),
      system,
      about: { name: 'Lorekeep', version: packageJson.version },
    },
    verifyDatabase: connection.verify,
    migrate: connection.migrate,
    close: async () => {
      await jobs.stop(0)
      database.stop()
      await opened.close()
      await connection.close()
    },
  }
}

const databaseCapability = (env: Env, engine: Engine, answers: boolean): Capability => ({
  capability: 'database',
  adapter: engine,
  embedded: engine === 'sqlite',
  embedded_ok: engine === 'sqlite' && isEmbeddedOk(env, 'database'),
  state: answers ? 'ok' : 'down',
  backups: [],
  upgrades: engine === 'sqlite' ? [{ adapter: 'postgres', variables: ['DATABASE_URL'] }] : [],
})

const jobsCapability = (env: Env, engine: Engine, state: Capability['state']): Capability => ({
  capability: 'jobs',
  adapter: engine === 'sqlite' ? 'in-process' : 'pg-boss',
  embedded: engine === 'sqlite',
  embedded_ok: engine === 'sqlite' && isEmbeddedOk(env, 'database'),
  state,
  backups: [],
  upgrades: engine === 'sqlite' ? [{ adapter: 'pg-boss', variables: ['DATABASE_URL'] }] : [],
})

/** A failure to open something names the variable that says where it is. */
function named<T>(variable: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw new Error(`${variable}: ${(error as Error).message}`, { cause: error })
  }
}
