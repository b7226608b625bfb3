import t from 'tap'
import { build } from '../../../src/app.ts'
import { readEnv } from '../../../src/config.ts'
import { open } from '../../../src/deps.ts'
import { portContext } from '../../fixtures/port-context.ts'
import { folder } from '../../fixtures/process.ts'
import { appOn } from '../../fixtures/system.ts'
import { onBothAlone, world } from '../../fixtures/world.ts'

t.test('readReadiness says 503 while migrations are pending', async (t) => {
  const home = await folder(t)
  const opened = await open(readEnv({ DATA_DIR: home, DATABASE_URL: `sqlite:${home}/x.db` }), portContext())
  const app = await build(opened.deps)
  t.teardown(async () => {
    await app.close()
    await opened.close()
  })
  const readiness = await app.inject('/readyz')
  t.equal(readiness.statusCode, 503)
  t.match(readiness.json(), { status: 'not_ready', database: 'connected', migrations: 'pending', draining: false })
})

onBothAlone(t, 'readReadiness says 503 from the moment the service drains', async (t, it) => {
  t.strictSame((await it.call({ url: '/readyz' })).json(), {
    status: 'ready',
    database: 'connected',
    migrations: 'done',
    draining: false,
    overloaded: false,
  })
  it.deps.system.draining = true
  const readiness = await it.call({ url: '/readyz' })
  t.equal(readiness.statusCode, 503)
  t.match(readiness.json(), { status: 'not_ready', draining: true })
  t.equal((await it.call({ url: '/livez' })).statusCode, 200, 'it lives on')
})

onBothAlone(t, 'readHealth and readReadiness say 503 when the database is closed', async (t, { deps, call }) => {
  await deps.system.pingDatabase()
  await deps.db.destroy()
  const health = await call({ url: '/health' })
  t.equal(health.statusCode, 503)
  t.match(health.json(), { status: 'error', database: 'disconnected', checks: { database: 'error' } })
  const readiness = await call({ url: '/readyz' })
  t.equal(readiness.statusCode, 503)
  t.match(readiness.json(), { status: 'not_ready', database: 'disconnected', migrations: 'unknown' })
})

onBothAlone(t, 'readHealth says how it is, where the disk stands, and that no Redis is set', async (t, it) => {
  t.ok((await it.deps.system.freeBytes()) > 0)
  it.deps.system.freeBytes = async () => 52_140_000_000
  const health = await it.call({ url: '/health' })
  t.equal(health.statusCode, 200)
  t.strictSame(health.json(), {
    status: 'ok',
    timestamp: '2026-11-20T09:30:00.000Z',
    database: 'connected',
    redis: 'not_configured',
    checks: { database: 'ok', disk_space: { status: 'ok', free_gb: 52.1 }, images: { total: 0 } },
  })
})

t.test('readLiveness looks at nothing', async (t) => {
  const it = await world(t, 'sqlite')
  const broken = () => {
    throw new Error('nobody should ask')
  }
  const ask = await appOn(it, t, { pingDatabase: broken, freeBytes: broken, isMigrated: broken, capabilities: broken })
  const liveness = await ask('/livez')
  t.equal(liveness.statusCode, 200)
  t.strictSame(liveness.json(), { status: 'ok' })
})
