import cluster from 'node:cluster'
import { config as dotenv } from 'dotenv'
import type { Logger } from 'pino'
import type { Env } from '../../schemas/env/index.ts'
import { build, declareJobs } from '../app.ts'
import { BadConfiguration, modeOf, readEnv } from '../config.ts'
import { type Opened, open, portProblems } from '../deps.ts'
import { logger } from '../plugins/log.ts'
import { memoryCounters } from '../ports/cache/counters.ts'
import { countForWorkers } from '../ports/cache/workers.ts'
import { type Started, welcome } from './banner.ts'
import { systemClock } from './clock.ts'
import { draining } from './drain.ts'
import { releaseStartMemory } from './memory.ts'
import { misspelled } from './misspelled.ts'
import type { WhenAsked } from './signals.ts'
import { superviseWorkers } from './workers.ts'

/** Milliseconds that the database has to answer at the start: whoever watches us learns soon that it does not. */
const REACH_MS = 1_500

/** What somebody has to change before the service can start. */
class CannotStart extends Error {}

/** What of the process the start needs. */
export interface Edge {
  variables: Record<string, string | undefined>
  out: { isTTY?: boolean; write(text: string): unknown }
  whenAsked: WhenAsked
}

/** Environment, dependencies, app, listen. */
export async function boot({ variables, out, whenAsked }: Edge) {
  const { parsed } = dotenv({ quiet: true, processEnv: variables as Record<string, string> })
  const env = readEnv(variables, portProblems)
  const log = logger(env.LOG_LEVEL, out)
  if (cluster.isPrimary && env.APP_ENV === 'production')
    log.info(`production mode, set by ${modeOf(variables).variable}`)
  if (cluster.isPrimary) for (const warning of misspelled(variables, Object.keys(parsed ?? {}))) log.warn(warning)
  const show = (text: string) => out.write(text)
  if (cluster.isPrimary && env.WEB_CONCURRENCY > 1) await supervise(env, log, show, whenAsked)
  else await serve(env, log, show, whenAsked)
}

async function serve(env: Env, log: Logger, show: (text: string) => void, whenAsked: WhenAsked) {
  const opened = await open(env, { clock: systemClock, log })
  if (cluster.isPrimary) await prepare(opened)
  const app = await build(opened.deps, log)
  declareJobs(opened.deps)
  const graceMs = env.SHUTDOWN_GRACE_SECONDS * 1_000
  whenAsked({ stop: draining({ app, opened, log, graceMs }), graceMs, log })
  const address = await app.listen({ host: env.HOST, port: env.PORT })
  const { system, about } = opened.deps
  if (cluster.isPrimary)
    announce({ env, version: about.version, address, capabilities: system.capabilities(true) }, log, show)
  // It goes on trying by itself, and says when it cannot.
  void opened.deps.jobs.start()
  setImmediate(releaseStartMemory)
}

/** One process migrates and announces; the workers only serve. */
async function supervise(env: Env, log: Logger, show: (text: string) => void, whenAsked: WhenAsked) {
  const opened = await open(env, { clock: systemClock, log })
  await prepare(opened)
  const { system, about } = opened.deps
  const capabilities = system.capabilities(true)
  await opened.close()
  countForWorkers(cluster, memoryCounters(systemClock.elapsed))
  const host = env.HOST?.includes(':') ? `[${env.HOST}]` : env.HOST
  await superviseWorkers(cluster, env, log, whenAsked, (port) =>
    announce({ env, version: about.version, address: `http://${host}:${port}`, capabilities }, log, show),
  )
}

async function prepare(opened: Opened) {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${REACH_MS} ms`)), REACH_MS)
  await Promise.race([opened.deps.system.pingDatabase(), late])
    .catch((error: NodeJS.ErrnoException) => {
      throw new CannotStart(`DATABASE_URL: the database cannot be reached (${error.message || error.code}).`)
    })
    .finally(() => clearTimeout(timer))
  await opened.migrate()
}

function announce(started: Started & { env: Env }, log: Logger, show: (text: string) => void) {
  const { env, address, capabilities } = started
  if (env.APP_ENV === 'local') return show(welcome({ ...started, address: address.replace('127.0.0.1', 'localhost') }))
  for (const { capability, adapter } of capabilities.filter((it) => it.embedded_ok))
    log.warn(`EMBEDDED_OK: ${capability} is served by ${adapter} on this machine`)
  log.info({ address, capabilities }, 'listening')
}

/** Enough to mend it, without what a driver's error carries. */
export function reason(error: unknown) {
  if (error instanceof BadConfiguration) return error.message
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `Lorekeep cannot start: PORT: another process listens on port ${port}. Stop it, or set another PORT.`
  if (code === 'EACCES') return `Lorekeep cannot start: PORT: the system does not allow this user port ${port}.`
  if (code === 'EADDRNOTAVAIL') return 'Lorekeep cannot start: HOST: this machine has no such address.'
  return `Lorekeep cannot start: ${message}`
}
