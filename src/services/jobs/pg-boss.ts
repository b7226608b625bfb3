import { randomUUIDv7 } from 'node:crypto'
import type { Static, TSchema } from '@sinclair/typebox'
import type { Selectable } from 'kysely'
import type { ConstructorOptions, JobWithMetadata, PgBoss } from 'pg-boss'
import type { JobsTable } from '../../../db/tables/jobs.ts'
import type { Db } from '../../../db/tables.ts'
import { attemptOnce } from './attempt.ts'
import { assertData, Declarations, type Declared, type Job } from './job.ts'
import { sendNext, sendScheduled } from './pg-boss-schedules.ts'
import { ensureQueues, newBoss } from './pg-boss-settings.ts'
import { type Clock, type Jobs, type Log, SCHEDULED, type SendOptions } from './port.ts'

/** Milliseconds after an error of the database in which we say so. */
const DEGRADED_MS = 60_000
const AFTER_ERROR_MS = 10_000
/** Milliseconds that aborted runs have to end. */
const ABORTED_MS = 1_000
/** Seconds between two looks at each queue. What is sent for now is told at once; what is due later waits for a look. */
const LOOK_SECONDS = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 }

export interface Context {
  /** How to connect: pg-boss has connections of its own, which read values as it expects them. */
  connection: { connectionString: string; ssl: unknown }
  clock: Clock
  log: Log
  /** Other intervals, or another clock, than those above. */
  overrides?: ConstructorOptions
}

/** A job that waits in the queue of SQLite. */
export type WaitingJob = Pick<Selectable<JobsTable>, 'id' | 'name' | 'key' | 'data' | 'due_at'>

/** A queue in Postgres, which all processes on it share. */
export class PgBossJobs implements Jobs {
  readonly #context: Context
  readonly #jobs = new Declarations()
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #opening: Promise<PgBoss> | undefined
  #started: Promise<void> | undefined
  #failedAt: number | undefined

  constructor(context: Context) {
    this.#context = context
  }

  declare<N>(needs: N, jobs: readonly Job<TSchema, N>[]) {
    this.#jobs.add(needs, jobs)
  }

  start() {
    this.#started ??= this.#startUntilItWorks()
    return this.#started
  }

  async stop(graceMs: number) {
    this.#stopping.abort()
    await this.#started
    const boss = await this.#opening?.catch(() => undefined)
    await boss?.stop({ graceful: graceMs > 0, timeout: graceMs })
    const timer = new AbortController()
    const late = this.#context.clock.sleep(ABORTED_MS, timer.signal).catch(() => {})
    await Promise.race([Promise.all(this.#running), late])
    timer.abort()
  }

  async send<D extends TSchema, N>(db: Db, job: Job<D, N>, data: Static<D>, { key, at }: SendOptions = {}) {
    assertData(job, data)
    const id = randomUUIDv7()
    const boss = await this.#open()
    const sent = await boss.send(job.name, data as object, {
      ...(await within(db)),
      id,
      // The queue takes one waiting job a key; without one, each has its own.
      singletonKey: key ?? id,
      ...(at && { startAfter: at }),
    })
    return sent ?? undefined
  }

  /** Takes over what waits in the queue of SQLite, under its ids: what is there already stays as it is. */
  async adopt({ id, name, key, data, due_at }: WaitingJob) {
    const boss = await this.#open()
    await boss.insert(name, [{ id, data: JSON.parse(data), singletonKey: key ?? id, startAfter: new Date(due_at) }])
  }

  async cancel<D extends TSchema, N>(db: Db, { name }: Job<D, N>, id: string) {
    const boss = await this.#open()
    // A run of it is aborted when its lease cannot be prolonged.
    const { affected } = (await boss.cancel(name, id, await within(db))) as { affected: number }
    return affected > 0
  }

  state() {
    const failedMs = this.#failedAt === undefined ? DEGRADED_MS : this.#context.clock.elapsed() - this.#failedAt
    return failedMs < DEGRADED_MS ? 'degraded' : 'ok'
  }

  async #startUntilItWorks() {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        const boss = await this.#open()
        await sendScheduled(boss, this.#jobs, this.#context.clock)
        for (const job of this.#jobs.all) await this.#work(boss, job)
        return
      } catch (error) {
        this.#fail(error as Error)
        await this.#context.clock.sleep(AFTER_ERROR_MS, signal).catch(() => {})
      }
    }
  }

  #open() {
    this.#opening ??= this.#openOnce().catch((error) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #openOnce() {
    const { connection, log, overrides } = this.#context
    const boss = await newBoss({ ...connection, ...overrides })
    boss.on('error', (error) => this.#fail(error))
    boss.on('warning', ({ message }) => log.warn({}, `jobs: ${message}`))
    try {
      await boss.start()
      await ensureQueues(boss, this.#jobs)
      return boss
    } catch (error) {
      await boss.stop({ graceful: false })
      throw error
    }
  }

  async #work(boss: PgBoss, job: Declared) {
    for (let count = 0; count < job.concurrency; count++) {
      const options = { ...LOOK_SECONDS, batchSize: 1, includeMetadata: true } as const
      const worker: string = await boss.work(job.name, options, async ([it]) => {
        // It looks again at once when it is done; else the next due job waits for the next look.
        boss.notifyWorker(worker)
        if (it) await this.#run(boss, job, it)
      })
    }
  }

  async #run(boss: PgBoss, job: Declared, { id, data, retryCount, signal, ...it }: JobWithMetadata<unknown>) {
    // Our clock may be behind that of the database, by which the job was due.
    const now = Math.max(this.#context.clock.now().getTime(), it.startAfter.getTime())
    if (it.singletonKey === SCHEDULED) await sendNext(boss, job, new Date(now))
    const run = attemptOnce(
      job,
      () => data,
      { id, number: retryCount + 1, signal },
      { ...this.#context, dueAt: it.startAfter.getTime() },
    )
    const ended = run.catch(() => {})
    this.#running.add(ended)
    await run.finally(() => this.#running.delete(ended))
  }

  /** Says once a minute that the database is away. Its errors may hold data in their texts. */
  #fail(error: Error & { code?: string }) {
    if (this.state() === 'ok')
      this.#context.log.warn({ code: error.code ?? error.name }, 'the queue of jobs has an error')
    this.#failedAt = this.#context.clock.elapsed()
  }
}

/** In a transaction of ours, pg-boss's statement is part of it. */
async function within(db: Db) {
  if (!db.isTransaction) return {}
  const { fromKysely } = await import('pg-boss')
  return { db: fromKysely(db as never) }
}
