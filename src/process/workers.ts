import type { Cluster, Worker } from 'node:cluster'
import type { Logger } from 'pino'
import type { Env } from '../../schemas/env/index.ts'
import type { OnStop } from './signals.ts'

/** A worker that dies sooner than this after its start is replaced after a pause: it would die again at once. */
const HEALTHY_MS = 5_000
const PAUSE_MS = 2_000

/** Milliseconds beyond its own grace after which a worker is killed. */
const OVERTIME_MS = 1_000

interface Supervision {
  cluster: Cluster
  env: Pick<Env, 'WEB_CONCURRENCY' | 'SHUTDOWN_GRACE_SECONDS'>
  log: Logger
  onStop: OnStop
  /** Called once, when all workers listen. */
  announce(port: number): void
}

/**
 * Keeps `WEB_CONCURRENCY` workers on one port: replaces one that dies, and passes a stop on to all. Resolves when all
 * listen; rejects when none can.
 */
export function superviseWorkers({ cluster, env, log, onStop, announce }: Supervision) {
  const graceMs = env.SHUTDOWN_GRACE_SECONDS * 1_000
  const allEnded = Promise.withResolvers<void>()
  const allListen = Promise.withResolvers<void>()
  const workers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  let isStopping = false
  let hasFailed = false
  let listening = 0

  function fork() {
    if (isStopping) return
    const startedAt = performance.now()
    const worker = cluster.fork()
    worker.once('exit', (code) => onExit(worker, code, performance.now() - startedAt))
  }

  function onExit(worker: Worker, code: number, lifeMs: number) {
    if (isStopping) {
      if (code !== 0) hasFailed = true
      endWithLast()
    } else if (listening === 0) {
      // None has ever listened: they cannot start, and have said why.
      const giveUp = () => allListen.reject(new Error('no worker could start'))
      stop().then(giveUp, giveUp)
    } else {
      log.error({ worker: worker.id, code }, 'a worker died and is replaced')
      setTimeout(fork, lifeMs < HEALTHY_MS ? PAUSE_MS : 0)
    }
  }

  function endWithLast() {
    if (workers().length > 0) return
    if (hasFailed) allEnded.reject(new Error('a worker failed'))
    else allEnded.resolve()
  }

  function stop() {
    isStopping = true
    endWithLast()
    for (const worker of workers()) worker.process.kill('SIGTERM')
    setTimeout(killAll, graceMs + OVERTIME_MS).unref()
    return allEnded.promise
  }

  function killAll() {
    hasFailed = true
    for (const worker of workers()) worker.process.kill('SIGKILL')
  }

  onStop({ stop, graceMs: graceMs + 2 * OVERTIME_MS, log })
  cluster.on('listening', (_worker, { port }) => {
    if (++listening !== env.WEB_CONCURRENCY) return
    announce(port)
    allListen.resolve()
  })
  for (let count = 0; count < env.WEB_CONCURRENCY; count++) fork()
  return allListen.promise
}
