import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import { build } from '../../src/app.ts'
import { draining } from '../../src/process/drain.ts'
import { until } from '../fixtures/valkey.ts'
import { world } from '../fixtures/world.ts'

/** The true app, listening, and its stop; the clock stands still, so that a pause lasts until the test turns it. */
async function listening(t: Test, mode: 'local' | 'production') {
  const it = await world(t, 'sqlite')
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
