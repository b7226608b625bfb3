import cluster from 'node:cluster'
import { config as dotenv } from 'dotenv'
import type { Logger } from 'pino'
import type { Env } from '../schemas/env.ts'
import { build } from './app.ts'
import { BadConfiguration, readEnv } from './config.ts'
import { open } from './deps.ts'
import { logger } from './plugins/log.ts'
import { HalfConfigured } from './ports/choose.ts'
import { stopping } from './stopping.ts'
import { welcome } from './welcome.ts'
import { superviseWorkers } from './workers.ts'

/** The process edge: environment, dependencies, app, listen, drain. Nothing else touches `process`. */
async function main() {
  dotenv({ quiet: true })
  const env = readEnv(process.env)
  const log = logger(env.LOG_LEVEL, process.stdout)
  if (cluster.isPrimary && env.WEB_CONCURRENCY > 1) await supervise(env, log)
  else await serve(env, log)
}

async function serve(env: Env, log: Logger) {
  const opened = await open(env, log)
  if (cluster.isPrimary) await opened.migrate()
  const app = await build(opened.deps, log)
  stopping(process, { app, opened, log, graceMs: env.SHUTDOWN_GRACE_SECONDS * 1000 })
  const address = await app.listen({ host: env.HOST, port: env.PORT })
  if (cluster.isPrimary) announce(env, log, address, await opened.deps.system.capabilities())
}

/** One process migrates and announces; the workers only serve. */
async function supervise(env: Env, log: Logger) {
  const opened = await open(env, log)
  await opened.migrate()
  const capabilities = await opened.deps.system.capabilities()
  await opened.close()
  superviseWorkers(cluster, process, env, log, () => announce(env, log, `http://${env.HOST}:${env.PORT}`, capabilities))
}

function announce(env: Env, log: Logger, address: string, capabilities: Parameters<typeof welcome>[0]) {
  const shown = address.replace('127.0.0.1', 'localhost')
  if (env.APP_ENV === 'local') process.stdout.write(welcome(capabilities, shown, env.DATA_DIR))
  else log.info({ address, capabilities }, 'listening')
}

/** Enough to mend it, without what a driver's error carries. */
function reason(error: unknown) {
  if (error instanceof BadConfiguration || error instanceof HalfConfigured) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'Lorekeep cannot start: the port is taken; set PORT to another one.'
  return `Lorekeep cannot start: ${message}${code ? ` (${code})` : ''}`
}

main().catch((error: unknown) => {
  process.stderr.write(`${reason(error)}\n`)
  process.exit(1)
})
