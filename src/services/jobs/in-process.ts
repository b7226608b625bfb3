import { randomUUIDv7 } from 'node:crypto'
import type { Static, TSchema } from '@sinclair/typebox'
import type { Db } from '../../../db/tables.ts'
import { assertData, Declarations, type Job } from './job.ts'
import { type Jobs, LEASE_MS, SCHEDULED, type SendOptions } from './port.ts'
import { type Claimed, type Context, Runs } from './runs.ts'
import { nextRun, type Schedule } from './schedule.ts'
import * as store from './store.ts'

/** Milliseconds between two reads of an idle queue: another process on the same file may have sent a job. */
const IDLE_POLL_MS = 60_000
const AFTER_ERROR_MS = 5_000
/** Milliseconds that aborted runs have to end. */
const ABORTED_MS = 1_000

/**
 * A queue in a table of SQLite. It sleeps until the next job is due, or until one is sent. It looks at the queue in a
 * transaction of its own: that begins when the one in which a job was sent has ended.
 */
export class InProcessJobs implements Jobs {
  readonly #context: Context
  readonly #jobs = new Declarations()
  readonly #runs: Runs
  #wake = new AbortController()
  #turns: Promise<void> | undefined
  #stopped = false
  #failing = false

  constructor(context: Context) {
    this.#context = context
    this.#runs = new Runs(context, () => this.#wake.abort())
  }

  declare<N>(needs: N, jobs: readonly Job<TSchema, N>[]) {
    this.#jobs.add(needs, jobs)
  }

  async start() {
    if (this.#turns || this.#stopped) return
    const first = this.#turn(() => this.#plan())
    this.#turns = first.then((ms) => this.#turnAgain(ms))
    await first
  }

  async stop(graceMs: number) {
    this.#stopped = true
    this.#wake.abort()
    await this.#turns
    await this.#runs.ended(graceMs)
    this.#runs.abort()
    await this.#runs.ended(ABORTED_MS)
  }

  async send<D extends TSchema, N>(db: Db, job: Job<D, N>, data: Static<D>, { key, at }: SendOptions = {}) {
    const text = JSON.stringify(assertData(job, data))
    const row = await this.#insert(db, {
      name: job.name,
      key: key ?? null,
      data: text,
      at: at ?? this.#context.clock.now(),
    })
    this.#wake.abort()
    return row?.id
  }

  async cancel<D extends TSchema, N>(db: Db, { name }: Job<D, N>, id: string) {
    const removed = await store.removeJob(db, { id, name })
    // A run of it is aborted when its lease cannot be prolonged, at the next look.
    this.#wake.abort()
    return removed !== undefined
  }

  state() {
    return this.#failing ? 'degraded' : 'ok'
  }

  /** Sends what schedules want next. An occurrence that passed while nothing ran is still there, and run once. */
  async #plan() {
    const { db, clock } = this.#context
    const now = clock.now().toISOString()
    for (const { name, schedule } of this.#jobs.all) {
      await store.removeScheduled(db, { name, key: SCHEDULED, now })
      if (schedule) await this.#sendNext(db, name, schedule)
    }
  }

  async #sendNext(db: Db, name: string, schedule: Schedule) {
    const at = await nextRun(schedule, this.#context.clock.now())
    await this.#insert(db, { name, key: SCHEDULED, data: '{}', at })
  }

  #insert(db: Db, { at, ...job }: { name: string; key: string | null; data: string; at: Date }) {
    const created_at = this.#context.clock.now().toISOString()
    return store.insertJob(db, { ...job, id: randomUUIDv7(), due_at: at.toISOString(), created_at })
  }

  async #turnAgain(ms: number) {
    let pauseMs = ms
    while (!this.#stopped) {
      const { signal } = this.#wake
      if (!signal.aborted) await this.#context.clock.sleep(pauseMs, signal).catch(() => {})
      if (!this.#stopped) pauseMs = await this.#turn()
    }
  }

  /** Looks at the queue and begins what is due. Answers the milliseconds until the next look. */
  async #turn(prepare = async () => {}): Promise<number> {
    const { db, clock, log } = this.#context
    // What is sent from here on asks for another look.
    this.#wake = new AbortController()
    try {
      await prepare()
      const { claimed, next } = await db.transaction().execute((trx) => this.#look(trx))
      for (const it of claimed) this.#runs.begin(it)
      this.#failing = false
      const untilNext = next === undefined ? IDLE_POLL_MS : Date.parse(next) - clock.now().getTime()
      return Math.max(0, Math.min(untilNext, this.#runs.ids.length > 0 ? LEASE_MS / 3 : IDLE_POLL_MS))
    } catch (err) {
      if (!this.#failing) log.warn({ err }, 'the queue of jobs cannot be read')
      this.#failing = true
      return AFTER_ERROR_MS
    }
  }

  async #look(trx: Db) {
    const at = this.#context.clock.now().getTime()
    const now = new Date(at).toISOString()
    const lease_until = new Date(at + LEASE_MS).toISOString()
    await this.#runs.renew(trx, lease_until)
    await store.removeExpired(trx, this.#jobs.names, now)
    const claimed: Claimed[] = []
    const withRoom: string[] = []
    const except = this.#runs.ids
    for (const job of this.#jobs.all) {
      const limit = job.concurrency - this.#runs.countOf(job.name)
      if (limit <= 0) continue
      const claim = randomUUIDv7()
      const rows = await store.claimDue(trx, { name: job.name, now, except, lease_until, claim, limit })
      for (const { key, ...row } of rows) {
        claimed.push({ ...row, claim, job })
        if (key === SCHEDULED && job.schedule) await this.#sendNext(trx, job.name, job.schedule)
      }
      if (rows.length < limit) withRoom.push(job.name)
    }
    const next = await store.nextDue(trx, withRoom, [...except, ...claimed.map(({ id }) => id)])
    return { claimed, next: next?.due_at }
  }
}
