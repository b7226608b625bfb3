import { test } from 'tap'
import { version } from '../../../src/version.ts'
import { onBoth, world } from '../../fixtures/world.ts'

test('system', async (t) => {
  onBoth(t, 'readRoot says what this is and where to go on, as JSON or as a page', async (t, { call }) => {
    const root = (await call({ url: '/' })).json()
    t.strictSame(root, {
      name: 'Lorekeep',
      version,
      status: 'running',
      docs: '/docs',
      health: '/health',
      openapi: '/openapi.yaml',
    })
    for (const address of [root.docs, root.health, root.openapi])
      t.equal((await call({ url: address })).statusCode, 200)
    const page = await call({ url: '/', headers: { accept: 'text/html,*/*;q=0.8' } })
    t.match(page.headers['content-type'], /^text\/html/)
    t.match(page.headers.vary, /\bAccept\b/)
    t.match(page.body, /<h1>Lorekeep/)
  })

  onBoth(t, 'readHealth tells the state of what the service stands on', async (t, { call }) => {
    const { statusCode, body } = await call({ url: '/health' })
    t.equal(statusCode, 200)
    t.match(JSON.parse(body), {
      status: /^(ok|degraded)$/,
      timestamp: '2026-11-20T09:30:00.000Z',
      database: 'connected',
      redis: 'not_configured',
      checks: { database: 'ok', disk_space: { status: /^(ok|low)$/, free_gb: Number } },
    })
  })

  onBoth(
    t,
    'readReadiness is 200 when the database is migrated, and 503 while the service drains',
    async (t, world) => {
      const ready = await world.call({ url: '/readyz' })
      t.strictSame(ready.json(), { status: 'ready', database: 'connected', migrations: 'done', draining: false })
      world.deps.system.draining = true
      const draining = await world.call({ url: '/readyz' })
      t.equal(draining.statusCode, 503)
      t.match(draining.json(), { status: 'not_ready', draining: true })
      t.equal((await world.call({ url: '/livez' })).statusCode, 200)
    },
  )

  onBoth(
    t,
    'readHealth and readReadiness are 503 without a database, readLiveness is not',
    async (t, { deps, call }) => {
      await deps.db.destroy()
      const health = await call({ url: '/health' })
      t.equal(health.statusCode, 503)
      t.match(health.json(), { status: 'error', database: 'disconnected', checks: { database: 'error' } })
      const readiness = await call({ url: '/readyz' })
      t.equal(readiness.statusCode, 503)
      t.match(readiness.json(), { status: 'not_ready', database: 'disconnected', migrations: 'unknown' })
      t.strictSame((await call({ url: '/livez' })).json(), { status: 'ok' })
    },
  )

  onBoth(t, 'readHealth is degraded, with 200, when the disk is nearly full', async (t, { deps, call }) => {
    deps.system.freeBytes = async () => 4e8
    const low = await call({ url: '/health' })
    t.equal(low.statusCode, 200)
    t.match(low.json(), { status: 'degraded', checks: { disk_space: { status: 'low', free_gb: 0.4 } } })
  })

  onBoth(
    t,
    'readCapabilities names who serves, and the variables that would change it',
    async (t, { call, engine }) => {
      const { items } = (await call({ url: '/api/v1/system/capabilities' })).json()
      t.match(items, [
        { capability: 'database', adapter: engine, embedded: engine === 'sqlite', state: 'ok' },
        { capability: 'cache', adapter: 'memory', embedded: true, upgrades: [{ variables: ['REDIS_URL'] }] },
      ])
    },
  )

  t.test('readCapabilities never tells the value of a variable', async (t) => {
    const { call, env } = await world(t, 'postgres')
    const { body } = await call({ url: '/api/v1/system/capabilities' })
    t.notOk(body.includes(new URL(env.DATABASE_URL as string).password))
    t.notOk(body.includes(env.DATABASE_URL as string))
  })
})
