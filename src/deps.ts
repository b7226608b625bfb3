import { statfs } from 'node:fs/promises'
import { connect } from '../db/connect.ts'
import { isMigrated } from '../db/migrate.ts'
import type { Db } from '../db/tables.ts'
import packageJson from '../package.json' with { type: 'json' }
import type { Env } from '../schemas/env/index.ts'
import * as ports from './ports/index.ts'
import { type Capability, type Given, isEmbeddedOk, openPorts, portProblemsOf } from './ports/open.ts'
import type { Clock, PortContext } from './ports/port.ts'
import { type Backups, openBackups } from './services/backups/backups.ts'
import { openDataFolder } from './services/data-folder.ts'
import { watchDatabase } from './services/database-watch.ts'
import { openJobs } from './services/jobs/index.ts'
import type { Jobs, Log } from './services/jobs/port.ts'
import { type Keyed, openKeyed } from './services/keyed.ts'
import { type Leases, openLeases } from './services/lease/leases.ts'
import { type Limits, openLimits } from './services/limits.ts'
import { openMetrics } from './services/metrics/workers.ts'
import { openOperatorToken } from './services/operator-token.ts'
import { type OutboundCache, openOutboundCache } from './services/outbound-cache/outbound-cache.ts'
import { measureOverload, type Overload } from './services/overload.ts'
import { openPictures, type Pictures } from './services/pictures/index.ts'
import { openSaveStates, type SaveStates } from './services/save-states.ts'
import { openPaidCalls, type PaidCalls } from './services/spending/paid-calls.ts'
import { openTokenKeys } from './services/tokens/secret.ts'
import { openTokens, type Tokens } from './services/tokens/tokens.ts'
import { openTracing } from './services/tracing.ts'

/** Dependencies of the domains. Each domain picks those in its `Needs`. */
export interface Deps extends Given<typeof ports> {
  env: Env
  db: Db
  /** Rate limits per caller. */
  limits: Limits
  clock: Clock
  /** Validation of saved states. */
  states: SaveStates
  /** Conversion of pictures to what is stored. */
  pictures: Pictures
  /** Background jobs, delayed or scheduled. */
  jobs: Jobs
  /** Work that many requests share, in one process or several. */
  leases: Leases
  /** Answers of outside services, looked up once for all who ask at the same time. */
  outboundCache: OutboundCache
  /** Copies of the database and of all objects. */
  backups: Backups
  /** Money of calls that cost some: reserved before them, settled after them. */
  paidCalls: PaidCalls
  /** Whether new requests are refused because this process is too busy. */
  overload: Overload
  /** The operator's bearer token. */
  operatorToken: string
  /** Tokens that say who a user is. */
  tokens: Tokens
  /** Hashes and sealed texts that only this service can make. */
  keyed: Keyed
  /** State of the database, the disk and the ports. */
  system: System
  /** What all workers have counted, in the text format of Prometheus. */
  metricsText: () => Promise<string>
  /** Of work that no request stands behind; a request has a log of its own. */
  log: Log
  about: { name: string; version: string }
}

export interface System {
  /** Throws when the database cannot be read. */
  pingDatabase(): Promise<void>
  isMigrated(): Promise<boolean>
  /** Bytes free where the data folder is. */
  freeBytes(): Promise<number>
  /** The capabilities table, from memory; whether the database answers is an argument. */
  capabilities(databaseAnswers: boolean): Capability[]
  /** True once a stop was requested. */
  draining: boolean
}

export interface Opened {
  deps: Deps
  /** Brings the database to the newest schema. Resolves to the names of the applied migrations. */
  migrate(): Promise<string[]>
  /** Throws when the database cannot be reached or has unusable settings. Resolves to warnings. */
  verifyDatabase(): Promise<string[]>
  close(): Promise<void>
}

/** Problems of the variables of outside services. */
export const portProblems = (env: Env) => portProblemsOf(ports, ['database'], env)

/** Opens all dependencies: outside services where their variables are set, embedded ones otherwise. */
export async function open(env: Env, context: PortContext & { log: Log }): Promise<Opened> {
  const { clock, log } = context
  const states = await openSaveStates(env.SAVE_STATE_SCHEMA)
  named('DATA_DIR', () => openDataFolder(env.DATA_DIR))
  const operatorToken = named('DATA_DIR', () => openOperatorToken(env))
  const tokenKeys = named('DATA_DIR', () => openTokenKeys(env))
  const connection = openDatabase(env, (error) => database.lost(error))
  const database = watchDatabase(connection.ping, context)
  if (env.DATABASE_SSL) log.warn('DATABASE_SSL=no-verify: the database server is not authenticated')
  const { engine, db } = connection
  const tracing = await openTracing(env.OTEL_EXPORTER_OTLP_ENDPOINT, packageJson.version)
  const opened = await openPorts(ports, env, context)
  const jobs = openJobs({ env, engine, db, clock, log })
  const leases = openLeases({ db, clock, log })
  const deps = {
    ...opened.given,
    env,
    db,
    limits: openLimits(opened.given.cache, env),
    clock,
    states,
    operatorToken,
    tokens: openTokens({ db, clock, env, keys: tokenKeys }),
    keyed: openKeyed(tokenKeys),
    pictures: openPictures({ env, clock, log }),
    jobs,
    leases,
    outboundCache: openOutboundCache({ cache: opened.given.cache, clock }),
    backups: openBackups({ env, clock, log, version: packageJson.version, blobs: opened.given.blobs }),
    paidCalls: openPaidCalls({ db, clock, env, log }),
    overload: measureOverload({ elapsed: clock.elapsed, warn: log.warn.bind(log) }),
    metricsText: openMetrics(),
    log,
    system: systemOf(env, connection, jobs, opened.capabilities),
    about: { name: 'Lorekeep', version: packageJson.version },
  }
  const close = async () => {
    await jobs.stop(0)
    await deps.backups.close()
    await deps.pictures.close()
    await leases.close()
    database.stop()
    await opened.close()
    await tracing.close()
    await connection.close()
  }
  return { deps, verifyDatabase: connection.verify, migrate: connection.migrate, close }
}

type Connection = ReturnType<typeof connect>

const openDatabase = (env: Env, onError: (error: Error) => void): Connection =>
  named('DATABASE_URL', () =>
    connect(env.DATABASE_URL, {
      ca: env.DATABASE_CA_CERT,
      insecure: env.DATABASE_SSL === 'no-verify',
      poolMax: env.DATABASE_POOL_MAX,
      behindPooler: env.DATABASE_POOLER === 'transaction',
      onError,
    }),
  )

function systemOf(env: Env, { engine, db, ping }: Connection, jobs: Jobs, ofPorts: () => Capability[]): System {
  const served = (capability: string, embedded: string, outside: string, state: Capability['state']): Capability => ({
    capability,
    adapter: engine === 'sqlite' ? embedded : outside,
    embedded: engine === 'sqlite',
    embedded_ok: engine === 'sqlite' && isEmbeddedOk(env, 'database'),
    state,
    fallbacks: [],
    upgrades: engine === 'sqlite' ? [{ adapter: outside, variables: ['DATABASE_URL'] }] : [],
  })
  return {
    draining: false,
    pingDatabase: ping,
    isMigrated: () => isMigrated(db, engine),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(env.DATA_DIR)
      return bavail * bsize
    },
    capabilities: (databaseAnswers) => [
      served('database', 'sqlite', 'postgres', databaseAnswers ? 'ok' : 'down'),
      ...ofPorts(),
      served('jobs', 'in-process', 'pg-boss', databaseAnswers ? jobs.state() : 'down'),
    ],
  }
}

/** Adds the name of the variable to the error when opening fails. */
function named<T>(variable: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    throw new Error(`${variable}: ${(error as Error).message}`, { cause: error })
  }
}
