import { mkdirSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Engine } from '../db/columns.ts'
import { connect } from '../db/connect.ts'
import { isMigrated } from '../db/migrate.ts'
import type { Db } from '../db/tables.ts'
import type { Env } from '../schemas/env/index.ts'
import { cacheAdapters } from './ports/cache/index.ts'
import type { Cache } from './ports/cache/port.ts'
import { inferenceAdapters } from './ports/inference/index.ts'
import type { Inference } from './ports/inference/port.ts'
import { type Capability, type Chosen, choose, chooseAll, halfConfigured, type Serving } from './ports/open.ts'
import type { Clock, PortContext } from './ports/port.ts'
import { version } from './process/version.ts'
import { type Limits, openLimits } from './services/limits.ts'
import { measureOverload, type Overload } from './services/overload.ts'

/** What the rooms of the house may ask for. Each takes only what its `Needs` names. */
export interface Deps {
  env: Env
  db: Db
  cache: Cache
  /** What each caller may use in a minute. */
  limits: Limits
  /** Who writes text, best first; the embedded one stands last. */
  inference: Serving<Inference>[]
  clock: Clock
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
  /** Asks nobody: whether the database answers is known to whoever asks. */
  capabilities(databaseAnswers: boolean): (Capability & { state: 'ok' | 'degraded' | 'down' })[]
  /** True from the moment a stop was asked for. */
  draining: boolean
}

export interface Opened {
  deps: Deps
  /** Brings the database to the newest schema. Returns the changes made. */
  migrate(): Promise<string[]>
  close(): Promise<void>
}

/** Who can serve each port, the embedded one last. */
const ports = { cache: cacheAdapters, inference: inferenceAdapters }

/** The outside services whose variables are set in part. */
export const portProblems = (env: Env) =>
  Object.entries(ports).flatMap(([capability, adapters]) => halfConfigured(capability, env, adapters))

/** Opens everything that the environment names, embedded where it names nothing. */
export async function open(env: Env, context: PortContext): Promise<Opened> {
  const { clock, log } = context
  named('DATA_DIR', () => mkdirSync(env.DATA_DIR, { recursive: true }))
  const connection = named('DATABASE_URL', () =>
    connect(env.DATABASE_URL, {
      ca: env.DATABASE_CA_CERT,
      insecure: env.DATABASE_SSL === 'no-verify',
      poolMax: env.DATABASE_POOL_MAX,
      onError: (error) =>
        log.warn(`a database connection was lost (${(error as NodeJS.ErrnoException).code ?? error.name})`),
    }),
  )
  if (env.DATABASE_SSL) log.warn('DATABASE_SSL=no-verify: the database server is not authenticated')
  const cache = await choose('cache', env, ports.cache, context)
  const inference = await chooseAll('inference', env, ports.inference, context)

  const system: System = {
    draining: false,
    pingDatabase: connection.ping,
    isMigrated: () => isMigrated(connection.db, connection.engine),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(env.DATA_DIR)
      return bavail * bsize
    },
    capabilities: (databaseAnswers) => [
      { ...databaseCapability(connection.engine), state: databaseAnswers ? 'ok' : 'down' },
      { ...toldOf(cache), state: cache.port.state() },
      { ...toldOf(inference), state: inference.port[0]?.port.state() ?? 'down' },
    ],
  }

  return {
    deps: {
      env,
      db: connection.db,
      cache: cache.port,
      limits: openLimits(cache.port, env),
      inference: inference.port,
      clock,
      overload: measureOverload({ elapsed: clock.elapsed, warn: log.warn.bind(log) }),
      system,
      about: { name: 'Lorekeep', version },
    },
    migrate: connection.migrate,
    close: async () => {
      await cache.port.close()
      await connection.close()
    },
  }
}

const toldOf = <P>({ port: _port, ...capability }: Chosen<P>): Capability => capability

const databaseCapability = (engine: Engine): Capability => ({
  capability: 'database',
  adapter: engine,
  embedded: engine === 'sqlite',
  backups: [],
  upgrades: engine === 'sqlite' ? [{ adapter: 'postgres', variables: ['DATABASE_URL'] }] : [],
})

/** What cannot be opened is told with the variable that names it. */
function named<T>(variable: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw new Error(`${variable}: ${(error as Error).message}`, { cause: error })
  }
}
