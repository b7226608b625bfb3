import type { Cluster, Worker } from 'node:cluster'
import type { Logger } from 'pino'
import type { Env } from '../../schemas/env/index.ts'
import type { WhenAsked } from './signals.ts'

/** A worker that dies sooner than this after its start is not replaced at once. */
const HEALTHY_MS = 5_000
const PAUSE_MS = 2_000

/** Seconds that a worker has beyond its own grace before it is killed. */
const OVERTIME_MS = 1_000

/**
 * Keeps `WEB_CONCURRENCY` workers on one port: a worker that dies is replaced; a stop is handed on to all. Resolves when
 * all have listened; fails when none can.
 */
export function superviseWorkers(
  cluster: Cluster,
  env: Env,
  log: Logger,
  whenAsked: WhenAsked,
  announce: (port: number) => void,
) {
  const graceMs = env.SHUTDOWN_GRACE_SECONDS * 1_000
  const ended = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  const workers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  let stopping = false
  let failed = false
  let listening = 0

  function fork() {
    if (stopping) return
    const startedAt = performance.now()
    const worker = cluster.fork()
    worker.once('exit', (code) => replace(worker, code, performance.now() - startedAt))
  }

  function replace(worker: Worker, code: number, lifeMs: number) {
    if (stopping) {
      if (code !== 0) failed = true
      if (workers().length === 0) end()
    } else if (listening === 0) {
      // None has ever listened: it cannot start, and has said why.
      stop()
        .catch(() => {})
        .finally(() => started.reject(new Error('no worker could start')))
    } else {
      log.error({ worker: worker.id, code }, 'a worker died and is replaced')
      setTimeout(fork, lifeMs < HEALTHY_MS ? PAUSE_MS : 0)
    }
  }

  const end = () => (failed ? ended.reject(new Error('a worker failed')) : ended.resolve())

  function stop() {
    stopping = true
    if (workers().length === 0) end()
    for (const worker of workers()) worker.process.kill('SIGTERM')
    setTimeout(() => {
      failed = true
      for (const worker of workers()) worker.process.kill('SIGKILL')
    }, graceMs + OVERTIME_MS).unref()
    return ended.promise
  }

  whenAsked({ stop, graceMs: graceMs + 2 * OVERTIME_MS, log })
  cluster.on('listening', (_worker, { port }) => {
    if (++listening !== env.WEB_CONCURRENCY) return
    announce(port)
    started.resolve()
  })
  for (let count = 0; count < env.WEB_CONCURRENCY; count++) fork()
  return started.promise
}
