import type { Env } from '../../../schemas/env/index.ts'
import type { Capability, Health, Readiness, Root } from '../../../schemas/system.ts'
import type { Deps } from '../../deps.ts'
import { countImages } from '../images/actions.ts'
import { timeBoxed } from './checks.ts'

export { METRICS_TYPE } from '../../services/metrics/metrics.ts'

export type Needs = Pick<
  Deps,
  'db' | 'system' | 'cache' | 'clock' | 'states' | 'about' | 'overload' | 'metricsText'
> & {
  env: Pick<Env, 'REDIS_URL'>
}

const GIGABYTE = 1e9

/** To count a million pictures takes long enough that no probe should cause it. */
const IMAGES_KEPT_MS = 60_000

/** Below this, the disk is reported as low. */
const LOW_DISK_BYTES = GIGABYTE

export const readRoot = ({ about }: Needs): Root => ({
  ...about,
  status: 'running',
  docs: '/docs',
  health: '/health',
  openapi: '/openapi.yaml',
})

/** The checks of one service: each asks at most every two seconds, and answers within one. */
export function checksOf({ system, clock, db }: Needs) {
  return {
    database: timeBoxed(
      clock,
      async () => {
        await system.pingDatabase()
        return true
      },
      false,
    ),
    freeBytes: timeBoxed<number | undefined>(clock, () => system.freeBytes(), undefined),
    images: timeBoxed<number | null>(
      clock,
      async () => {
        const { total, deleted } = await countImages({ db })
        return total - deleted
      },
      null,
      IMAGES_KEPT_MS,
    ),
    migrated: timeBoxed<boolean | undefined>(clock, () => system.isMigrated(), undefined),
  }
}
export type Checks = ReturnType<typeof checksOf>

export async function readHealth({ cache, env, clock }: Needs, checks: Checks): Promise<Health> {
  const [connected, freeBytes, images] = await Promise.all([checks.database(), checks.freeBytes(), checks.images()])
  const freeGb = freeBytes === undefined ? 0 : Math.floor((freeBytes / GIGABYTE) * 10) / 10
  const disk = freeBytes === undefined ? 'unknown' : freeBytes < LOW_DISK_BYTES ? 'low' : 'ok'
  const redis = env.REDIS_URL === undefined ? 'not_configured' : cache.state() === 'ok' ? 'connected' : 'disconnected'
  const degraded = disk !== 'ok' || redis === 'disconnected'
  return {
    status: !connected ? 'error' : degraded ? 'degraded' : 'ok',
    timestamp: clock.now().toISOString(),
    database: connected ? 'connected' : 'disconnected',
    redis,
    checks: {
      database: connected ? 'ok' : 'error',
      disk_space: { status: disk, free_gb: freeGb },
      images: { total: images },
    },
  }
}

export async function readReadiness({ system, overload }: Needs, checks: Checks): Promise<Readiness> {
  const [connected, migrated] = await Promise.all([checks.database(), checks.migrated()])
  const overloaded = overload.cause() !== undefined
  const ready = connected && migrated === true && !system.draining && !overloaded
  return {
    status: ready ? 'ready' : 'not_ready',
    database: connected ? 'connected' : 'disconnected',
    migrations: migrated === undefined ? 'unknown' : migrated ? 'done' : 'pending',
    draining: system.draining,
    overloaded,
  }
}

export const readCapabilities = async ({ system }: Needs, checks: Checks): Promise<{ items: Capability[] }> => ({
  items: system.capabilities(await checks.database()),
})
