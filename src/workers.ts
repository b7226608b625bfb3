import type { Cluster, Worker } from 'node:cluster'
import type { Logger } from 'pino'
import type { Env } from '../schemas/env.ts'

/** A worker that dies sooner than this after its start is not replaced at once. */
const HEALTHY_MS = 5_000
const PAUSE_MS = 2_000

/** Keeps `WEB_CONCURRENCY` workers on one port: a worker that dies is replaced; a stop is handed on to all. */
export function superviseWorkers(
  cluster: Cluster,
  process: NodeJS.Process,
  env: Env,
  log: Logger,
  announce: () => void,
) {
  let stopping = false
  let failed = 0

  function fork() {
    if (stopping) return
    const startedAt = performance.now()
    const worker = cluster.fork()
    worker.once('exit', (code) => replace(worker, code, performance.now() - startedAt))
  }

  function replace(worker: Worker, code: number, lifeMs: number) {
    if (!stopping) {
      log.error({ worker: worker.id, code }, 'a worker died and is replaced')
      setTimeout(fork, lifeMs < HEALTHY_MS ? PAUSE_MS : 0)
    } else {
      if (code !== 0) failed++
      if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(failed > 0 ? 1 : 0)
    }
  }

  function stop() {
    stopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
    if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(0)
  }

  let listening = 0
  cluster.on('listening', () => {
    if (++listening === env.WEB_CONCURRENCY) announce()
  })
  for (let count = 0; count < env.WEB_CONCURRENCY; count++) fork()
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
