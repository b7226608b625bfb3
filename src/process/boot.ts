import cluster from 'node:cluster'
import { config as dotenv } from 'dotenv'
import type { Logger } from 'pino'
import type { Env } from '../../schemas/env/index.ts'
import { build, declareJobs, seedContent } from '../app.ts'
import { BadConfiguration, modeOf, readEnv } from '../config.ts'
import { type Opened, open, portProblems } from '../deps.ts'
import { logger } from '../plugins/log.ts'
import { memoryCounters } from '../ports/cache/counters.ts'
import { countForWorkers } from '../ports/cache/workers.ts'
import { measureProcess } from '../services/metrics/metrics.ts'
import { answerMetrics } from '../services/metrics/workers.ts'
import { type Started, welcome } from './banner.ts'
import { systemClock } from './clock.ts'
import { draining } from './drain.ts'
import { releaseStartMemory } from './memory.ts'
import { misspelled } from './misspelled.ts'
import type { OnStop } from './signals.ts'
import { superviseWorkers } from './workers.ts'

/** Milliseconds that the database has to answer at the start: a platform that restarts us learns soon that it does not. */
const REACH_MS = 1_500

/** What the start needs of the process. */
export interface Edge {
  variables: Record<string, string | undefined>
  out: { isTTY?: boolean; write(text: string): unknown }
  onStop: OnStop
}

interface Start {
  env: Env
  log: Logger
  /** Writes the first screen of a new user, which is no line of a log. */
  show(text: string): void
  onStop: OnStop
}

/** Environment, dependencies, app, listen. */
export async function boot({ variables, out, onStop }: Edge) {
  const { parsed } = dotenv({ quiet: true, processEnv: variables as Record<string, string> })
  const env = readEnv(variables, portProblems)
  const log = logger(env.LOG_LEVEL, out)
  const start: Start = { env, log, show: (text) => void out.write(text), onStop }
  if (cluster.isWorker) return serve(start)
  if (env.APP_ENV === 'production') log.info(`production mode, set by ${modeOf(variables).variable}`)
  for (const warning of misspelled(variables, Object.keys(parsed ?? {}))) log.warn(warning)
  return env.WEB_CONCURRENCY > 1 ? supervise(start) : serve(start)
}

async function serve(start: Start) {
  const { env, log, onStop } = start
  const opened = await open(env, { clock: systemClock, log })
  if (cluster.isPrimary) await prepare(opened, log)
  measureProcess()
  const app = await build(opened.deps, log)
  declareJobs(opened.deps)
  const graceMs = env.SHUTDOWN_GRACE_SECONDS * 1_000
  onStop({ stop: draining({ app, opened, log, graceMs }), graceMs, log })
  const address = await app.listen({ host: env.HOST, port: env.PORT })
  if (cluster.isPrimary) announce(start, { ...aboutOf(opened), address })
  // It goes on trying by itself, and says when it cannot.
  void opened.deps.jobs.start()
  setImmediate(releaseStartMemory)
}

/** One process migrates and announces; the workers only serve. */
async function supervise(start: Start) {
  const { env, log, onStop } = start
  const opened = await open(env, { clock: systemClock, log })
  await prepare(opened, log)
  const about = aboutOf(opened)
  await opened.close()
  answerMetrics()
  countForWorkers(cluster, memoryCounters(systemClock.elapsed))
  const host = env.HOST?.includes(':') ? `[${env.HOST}]` : env.HOST
  const onListening = (port: number) => announce(start, { ...about, address: `http://${host}:${port}` })
  await superviseWorkers({ cluster, env, log, onStop, announce: onListening })
}

async function prepare(opened: Opened, log: Logger) {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${REACH_MS} ms`)), REACH_MS)
  const warnings = await Promise.race([opened.verifyDatabase(), late])
    .catch((error: NodeJS.ErrnoException) => {
      throw new Error(`DATABASE_URL: the database cannot be used (${error.message || error.code}).`)
    })
    .finally(() => clearTimeout(timer))
  for (const warning of warnings) log.warn(warning)
  await opened.migrate()
  await seedContent(opened.deps)
}

const aboutOf = ({ deps: { env, about, system } }: Opened) => ({
  env,
  version: about.version,
  capabilities: system.capabilities(true),
})

function announce({ env, log, show }: Start, started: Started) {
  const { address, capabilities } = started
  if (env.APP_ENV === 'local') return show(welcome({ ...started, address: address.replace('127.0.0.1', 'localhost') }))
  for (const { capability, adapter } of capabilities.filter((it) => it.embedded_ok))
    log.warn(`EMBEDDED_OK: ${capability} is served by ${adapter} on this machine`)
  log.info({ address, capabilities }, 'listening')
}

/** Why the service cannot start, in a sentence: enough to mend it, without what a driver's error carries. */
export function startFailure(error: unknown) {
  if (error instanceof BadConfiguration) return error.message
  const { code, syscall, message, port } = error as NodeJS.ErrnoException & { port?: number }
  const listening: Record<string, string> = {
    EADDRINUSE: `PORT: another process listens on port ${port}. Stop it, or set another PORT.`,
    EACCES: `PORT: the system does not allow this user port ${port}.`,
    EADDRNOTAVAIL: 'HOST: this machine has no such address.',
  }
  return `Lorekeep cannot start: ${(syscall !== undefined && /listen|bind/.test(syscall) && listening[code ?? '']) || message}`
}
