import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Schedule } from './schedule.ts'

/** What the handler knows of the run it is in. */
export interface Attempt {
  id: string
  /** 1 for the first run. */
  number: number
  /** Aborted at the time limit, by a cancel, by a stop that waits no longer, and when another process took the job over. */
  signal: AbortSignal
}

/** Between two attempts: `delaySeconds` doubled with each one, up to `maxDelaySeconds`, and up to twice that by chance. */
export interface Retries {
  /** Runs after the first one that failed. */
  limit: number
  delaySeconds: number
  maxDelaySeconds: number
}

export interface Job<D extends TSchema, N> {
  /** Lower case and hyphens, unique in the service. It stands in the queue, so it is not renamed while jobs wait. */
  name: string
  data: D
  /**
   * Does the work. A process that dies is replaced by another one, so it may run again after any of its lines: what it
   * changes, it changes in one transaction, or in a way that the second run sees.
   */
  run(needs: N, data: Static<D>, attempt: Attempt): Promise<void>
  retries?: Retries
  /** Seconds after which the signal of a run is aborted. */
  timeoutSeconds?: number
  /** Runs at the same time in each process. */
  concurrency?: number
  /** Sends it, with empty data, again and again. A function decides by the needs, e.g. by a variable. */
  schedule?: Schedule | ((needs: N) => Schedule | undefined)
}

/** Types the data and the needs of a job from its schema and its handler. */
export const defineJob = <D extends TSchema, N>(job: Job<D, N>): Job<D, N> => job

/** A job with its needs at hand, and without gaps: what a queue works with. */
export interface Declared {
  name: string
  data: TSchema
  run(data: unknown, attempt: Attempt): Promise<void>
  retries: Retries
  timeoutSeconds: number
  concurrency: number
  schedule: Schedule | undefined
}

const THREE_RETRIES: Retries = { limit: 3, delaySeconds: 10, maxDelaySeconds: 600 }
const TIMEOUT_SECONDS = 300

/** The jobs of a service. */
export class Declarations {
  readonly #jobs = new Map<string, Declared>()

  get all() {
    return [...this.#jobs.values()]
  }
  get names() {
    return [...this.#jobs.keys()]
  }

  add<N>(needs: N, jobs: readonly Job<TSchema, N>[]) {
    for (const job of jobs) {
      if (this.#jobs.has(job.name)) throw new Error(`two jobs are named ${job.name}`)
      // A schedule sends empty data.
      if (job.schedule) assertData(job, {})
      this.#jobs.set(job.name, {
        name: job.name,
        data: job.data,
        run: (data, attempt) => job.run(needs, data, attempt),
        retries: job.retries ?? THREE_RETRIES,
        timeoutSeconds: job.timeoutSeconds ?? TIMEOUT_SECONDS,
        concurrency: job.concurrency ?? 1,
        schedule: typeof job.schedule === 'function' ? job.schedule(needs) : job.schedule,
      })
    }
  }
}

/** Throws when the data are not what the job takes. Names the members, never what they hold. */
export function assertData<D extends TSchema>({ name, data }: { name: string; data: D }, given: unknown): Static<D> {
  if (Value.Check(data, given)) return given as Static<D>
  const paths = new Set([...Value.Errors(data, given)].map(({ path }) => path || '/'))
  throw new TypeError(`job ${name}: its data are wrong at ${[...paths].join(', ')}`)
}
