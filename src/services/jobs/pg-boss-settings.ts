import type { ConstructorOptions, PgBoss } from 'pg-boss'
import type { Declarations, Declared } from './job.ts'
import { FAILED_KEPT_MS, LEASE_MS } from './port.ts'

/** Seconds for which a job waits after its time, while no process takes it: pg-boss would remove it after two weeks. */
const WAITS_SECONDS = 365 * 24 * 3_600

/** What pg-boss does besides running jobs, at intervals that cost nothing at rest. */
const upkeep: ConstructorOptions = {
  schema: 'pgboss',
  max: 2,
  useListenNotify: true,
  superviseIntervalSeconds: 30,
  monitorIntervalSeconds: 30,
  schedule: false,
  // Jobs that wait for other jobs, which we do not have.
  flowIntervalSeconds: 3_600,
  reindex: false,
  monitorVacuum: false,
  registerInstance: false,
  openTelemetry: { enabled: false },
}

/** Connections that fell silent are given up, here too. */
const pool = { keepAlive: true, query_timeout: 60_000, application_name: 'lorekeep-jobs' }

export async function newBoss(options: ConstructorOptions) {
  const { PgBoss } = await import('pg-boss')
  return new PgBoss({ ...upkeep, ...pool, ...options })
}

/** One queue a job. The policy: one job a key waits for its first run. */
export async function ensureQueues(boss: PgBoss, { all, names }: Declarations) {
  const known = new Set((await boss.getQueues(names)).map(({ name }) => name))
  for (const job of all) {
    if (known.has(job.name)) await boss.updateQueue(job.name, queueOf(job))
    else await boss.createQueue(job.name, { ...queueOf(job), policy: 'short' })
  }
}

const queueOf = ({ retries, timeoutSeconds }: Declared) => ({
  retryLimit: retries.limit,
  retryDelay: retries.delaySeconds,
  retryDelayMax: retries.maxDelaySeconds,
  retryBackoff: true,
  expireInSeconds: timeoutSeconds,
  heartbeatSeconds: LEASE_MS / 1_000,
  retentionSeconds: WAITS_SECONDS,
  deleteAfterSeconds: FAILED_KEPT_MS / 1_000,
  notify: true,
})
