import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import type { Engine } from '../../db/columns.ts'
import { build } from '../../src/app.ts'
import { draining } from '../../src/process/drain.ts'
import { asOperator } from '../fixtures/requests.ts'
import { until } from '../fixtures/valkey.ts'
import { world } from '../fixtures/world.ts'

/** The true app, listening, and its stop; the clock stands still, so that a pause lasts until the test turns it. */
async function listening(t: Test, mode: 'local' | 'production', engine: Engine = 'sqlite') {
  const it = await world(t, engine)
  const deps = { ...it.deps, env: { ...it.deps.env, APP_ENV: mode } }
  const app = await build(deps)
  const closed: string[] = []
  const opened = {
    deps,
    migrate: async () => [],
    verifyDatabase: async () => [],
    close: async () => void closed.push('pools'),
  }
  const stop = draining({ app, opened, log: { info: () => {} }, graceMs: 10_000 })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  return { it, app, stop, closed, port: (app.server.address() as AddressInfo).port }
}

t.test('A local server without connections stops without a pause', async (t) => {
  const { app, stop, closed } = await listening(t, 'local')
  await stop()
  t.strictSame([app.server.listening, closed], [false, ['pools']])
})

t.test('Production, and a local server with open connections, give balancers and clients time to leave', async (t) => {
  for (const mode of ['production', 'local'] as const) {
    const { it, app, stop, closed, port } = await listening(t, mode)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    await until(() => app.server.listening && it.clock.sleepers === 0, 'it listens')
    const stopped = stop()
    await until(() => it.clock.sleepers === 1, 'it waits')
    t.ok(app.server.listening, 'and still accepts')
    it.clock.now += 1_500
    await until(() => !app.server.listening, 'the listener closes')
    await until(() => it.clock.sleepers === 1, 'it waits for last requests')
    it.clock.now += 250
    await stopped
    t.strictSame(closed, ['pools'])
    socket.destroy()
  }
})

t.test('A backup that takes longer than the grace is given up, and answered', async (t) => {
  const { it, stop, closed, port } = await listening(t, 'local', 'postgres')
  const { db, env } = it.deps
  const locked = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const holding = db.transaction().execute(async (trx) => {
    await sql`lock table parties in access exclusive mode`.execute(trx)
    locked.resolve()
    await release.promise
  })
  t.teardown(() => release.resolve())
  await locked.promise
  const url = `http://127.0.0.1:${port}/api/v1/maintenance/backups`
  const replying = fetch(url, { method: 'POST', headers: asOperator })
  const folders = () => readdirSync(join(env.DATA_DIR, 'backups')).filter((name) => !name.startsWith('.'))
  await until(() => existsSync(join(env.DATA_DIR, 'backups')) && folders().length === 1, 'it is being made')
  const stopped = stop()
  await until(() => it.clock.sleepers === 2, 'the stop waits for clients, and for the backup')
  it.clock.now += 7_000
  const reply = await replying
  t.match([reply.status, await reply.json()], [503, { error: 'overloaded' }])
  release.resolve()
  await holding
  const turning = setInterval(() => (it.clock.now += 250), 5)
  await stopped.finally(() => clearInterval(turning))
  t.strictSame([closed, folders()], [['pools'], []])
})
