import { writeFile } from 'node:fs/promises'
import t from 'tap'
import { build } from '../../../src/app.ts'
import { readEnv } from '../../../src/config.ts'
import { open } from '../../../src/deps.ts'
import { portContext } from '../../fixtures/port-context.ts'
import { startPostgres } from '../../fixtures/postgres.ts'
import { folder } from '../../fixtures/process.ts'
import { appOn } from '../../fixtures/system.ts'
import { noValkey, startValkey, until } from '../../fixtures/valkey.ts'
import { world } from '../../fixtures/world.ts'

const never = () => new Promise<never>(() => {})

t.test(
  'A Postgres that goes away: readHealth and readReadiness say 503, readLiveness lives, requests may be repeated',
  async (t) => {
    const postgres = await startPostgres()
    t.teardown(() => postgres.stop())
    const it = await world(t, 'sqlite', { DATABASE_URL: postgres.url })
    const warnings = () =>
      it.logged.map((line) => JSON.parse(line).msg).filter((it) => /database/.test(it) && / is /.test(it))
    t.match((await it.call({ url: '/health' })).json(), { status: 'ok', database: 'connected' })
    await postgres.kill()
    // Checks keep their answer for two seconds.
    const status = async (url: string) => {
      it.clock.now += 2_000
      return (await it.call({ url })).statusCode
    }
    await until(async () => (await status('/health')) === 503, 'it notices')
    await until(() => warnings().length === 1, 'it says so')
    t.match(warnings()[0], /^The database is lost \(.*terminat.*\)$/)
    t.match((await it.call({ url: '/health' })).json(), {
      status: 'error',
      database: 'disconnected',
      checks: { database: 'error' },
    })
    const readiness = await it.call({ url: '/readyz' })
    t.equal(readiness.statusCode, 503)
    t.match(readiness.json(), { status: 'not_ready', database: 'disconnected' })
    t.equal((await it.call({ url: '/livez' })).statusCode, 200)
    const { items } = (await it.call({ url: '/api/v1/system/capabilities' })).json()
    t.match(items[0], { capability: 'database', state: 'down' })

    const refused = await it.call({ url: '/api/v1/load/a' })
    t.equal(refused.statusCode, 503)
    t.match(refused.json(), { error: 'database-unavailable' })
    t.match(refused.headers['retry-after'], /^\d+$/)
    t.notMatch(refused.body, /ECONN|postgres|pg|127\.0\.0\.1/)

    await postgres.start()
    await until(async () => (await status('/readyz')) === 200, 'it is ready again')
    await until(() => {
      it.clock.now += 1_000
      return warnings().length === 2
    }, 'it says so')
    t.match(warnings()[1], /^The database is back after \d+ s$/)
    t.equal((await it.call({ url: '/api/v1/load/a' })).statusCode, 404)
  },
)

t.test('A file that is damaged is a database that is away: readHealth says 503', async (t) => {
  const home = await folder(t)
  await writeFile(`${home}/x.db`, 'no database at all, and long enough to be read as one'.repeat(200))
  const opened = await open(readEnv({ DATA_DIR: home, DATABASE_URL: `sqlite:${home}/x.db` }), portContext())
  const app = await build(opened.deps)
  t.teardown(() => app.close())
  const health = await app.inject('/health')
  t.equal(health.statusCode, 503)
  t.match(health.json(), { status: 'error', database: 'disconnected' })
  t.equal((await app.inject('/api/v1/load/a')).statusCode, 503)
  t.equal((await app.inject('/livez')).statusCode, 200)
})

t.test(
  'A check that never ends counts as failed after a second: readHealth and readReadiness do not hang',
  async (t) => {
    const it = await world(t, 'sqlite')
    const ask = await appOn(it, t, { pingDatabase: never, freeBytes: never, isMigrated: never })
    const asked = Promise.all(['/health', '/readyz', '/livez', '/api/v1/system/capabilities'].map(ask))
    await until(() => it.clock.sleepers === 3, 'each check has a limit')
    it.clock.now += 1_000
    const [health, readiness, liveness, capabilities] = await asked
    t.equal(health?.statusCode, 503)
    t.equal(readiness?.statusCode, 503)
    t.match(readiness?.json(), { migrations: 'unknown' })
    t.equal(liveness?.statusCode, 200)
    t.match(capabilities?.json(), {
      items: [
        { capability: 'database', state: 'down' },
        { capability: 'blobs', state: 'ok' },
      ],
    })
  },
)

t.test('A hundred probes ask the database once: readHealth keeps its answer for two seconds', async (t) => {
  const it = await world(t, 'sqlite')
  let asked = 0
  const pingDatabase = async () => void asked++
  const ask = await appOn(it, t, { pingDatabase })
  await Promise.all(Array.from({ length: 100 }, () => ask('/health')))
  await ask('/readyz')
  t.equal(asked, 1)
})

t.test('readHealth is degraded, with 200, when the disk is nearly full or cannot be asked', async (t) => {
  const it = await world(t, 'sqlite')
  const low = await (await appOn(it, t, { freeBytes: async () => 990_000_000 }))('/health')
  t.equal(low.statusCode, 200)
  t.match(low.json(), { status: 'degraded', checks: { disk_space: { status: 'low', free_gb: 0.9 } } })
  const ask = await appOn(it, t, { freeBytes: () => Promise.reject(new Error('no such disk')) })
  t.match((await ask('/health')).json(), { status: 'degraded', checks: { disk_space: { status: 'unknown' } } })
})

t.test(
  'readHealth is degraded, with 200, while Redis is lost, and well when it is back',
  { skip: noValkey },
  async (t) => {
    const server = await startValkey(t)
    const it = await world(t, 'sqlite', { REDIS_URL: server.url })
    t.match((await it.call({ url: '/health' })).json(), { status: 'ok', redis: 'connected' })
    await server.kill()
    await until(() => it.deps.cache.state() === 'degraded', 'it notices')
    const health = await it.call({ url: '/health' })
    t.equal(health.statusCode, 200)
    t.match(health.json(), { status: 'degraded', redis: 'disconnected', database: 'connected' })
    t.equal((await it.call({ url: '/readyz' })).statusCode, 200, 'it still takes requests')
    await server.start()
    await until(() => it.deps.cache.state() === 'ok', 'it is back')
    t.match((await it.call({ url: '/health' })).json(), { status: 'ok', redis: 'connected' })
  },
)
