import t, { type Test } from 'tap'
import { rowOf } from '../../schemas/refusals.ts'
import { build } from '../../src/app.ts'
import { measureOverload } from '../../src/services/overload.ts'
import { until } from '../fixtures/valkey.ts'
import { type World, world } from '../fixtures/world.ts'

type Measures = Partial<Parameters<typeof measureOverload>[0]>

const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

/** The true app, listening, with an own measurement of overload: by the fixed clock unless the test says otherwise. */
async function listening(t: Test, it: World, measures: Measures = {}, beforeListen = () => {}) {
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const overload = measureOverload({ elapsed: () => it.clock.now, warn, heapShare: () => 0.5, ...measures })
  const app = await build({ ...it.deps, overload })
  t.teardown(() => app.close())
  beforeListen()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const status = async (url: string) => (await app.inject(url)).statusCode
  return { app, overload, warnings, status }
}

const paths = ['/api/v1/load/none', '/readyz', '/health', '/livez', '/']

t.test('A start that blocks the event loop is no overload: the first requests are served', async (t) => {
  const it = await world(t, 'sqlite')
  const { status, warnings } = await listening(t, it, { elapsed: () => performance.now() }, () => block(1_500))
  for (let times = 0; times < 10; times++) {
    t.strictSame(await Promise.all(paths.map(status)), [404, 200, 200, 200, 200])
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  t.strictSame(warnings, [])
})

t.test('An event loop that lags refuses requests with 503 and Retry-After; probes are answered', async (t) => {
  const it = await world(t, 'sqlite')
  const { app, status } = await listening(t, it)
  t.strictSame(await Promise.all(paths.map(status)), [404, 200, 200, 200, 200])
  it.clock.now += 3_000
  const refused = await app.inject('/api/v1/load/none')
  t.equal(refused.statusCode, 503)
  const told = { status: 'error', code: 503, error: 'overloaded', message: rowOf('overloaded').sentence }
  t.strictSame(refused.json(), { ...told, request_id: refused.headers['x-request-id'] })
  t.equal(refused.headers['retry-after'], '5')
  it.clock.now += 3_000
  const headers = { origin: 'http://localhost:5173', 'x-request-id': 'mine:1' }
  const named = await app.inject({ url: '/api/v1/load/none', headers })
  t.strictSame(named.json(), { ...told, request_id: 'mine:1' })
  t.equal(named.headers['access-control-allow-origin'], headers.origin, 'a page may read it')
  const head = await app.inject({ method: 'HEAD', url: '/api/v1/load/none', headers })
  t.strictSame([head.statusCode, head.body], [503, ''])
  it.clock.now += 3_000
  const readiness = await app.inject('/readyz')
  t.equal(readiness.statusCode, 503)
  t.match(readiness.json(), { status: 'not_ready', overloaded: true, draining: false })
  it.clock.now += 3_000
  t.strictSame(await Promise.all(['/livez', '/health', '/'].map(status)), [200, 200, 200])
  await until(async () => (await status('/readyz')) === 200, 'it is ready again')
  t.equal(await status('/api/v1/load/none'), 404)
})

t.test('A heap that is nearly full refuses requests too', async (t) => {
  const it = await world(t, 'sqlite')
  let share = 0.91
  const { status, overload } = await listening(t, it, { heapShare: () => share })
  await until(() => overload.cause() === 'memory', 'it is measured')
  t.strictSame(await Promise.all(paths.map(status)), [503, 503, 200, 200, 200])
  share = 0.5
  it.clock.now += 1_001
  await until(() => overload.cause() === undefined, 'it is measured again')
  t.strictSame(await Promise.all(paths.map(status)), [404, 200, 200, 200, 200])
})

t.test(
  'An overload that comes and goes is logged once, and once more when it is over; no line has a stack',
  async (t) => {
    const it = await world(t, 'sqlite')
    let share = 0.91
    let now = 0
    // Time passes with each measurement, as far as is not yet a lag.
    const heapShare = () => {
      now += 1_200
      return share
    }
    const { status, overload, warnings } = await listening(t, it, { heapShare, elapsed: () => now })
    for (const next of [0.5, 0.91, 0.5]) {
      await until(() => overload.cause() === (share > 0.9 ? 'memory' : undefined), 'it is measured')
      if (share > 0.9) t.equal(await status('/api/v1/load/none'), 503)
      share = next
    }
    await until(() => overload.cause() === undefined, 'it is measured')
    t.strictSame(warnings, ['Overloaded: the heap is nearly full; requests are refused with 503'])
    await until(() => warnings.length === 2, 'its end is logged')
    t.match(warnings[1], 'No longer overloaded')
    t.notMatch(it.logged.join(''), /"level":50|stack/)
  },
)

/** Turns of the event loop in which requests arrive. What has been accepted takes its time in the same turn. */
function turns(t: Test) {
  let now = 0
  const warnings: string[] = []
  const overload = measureOverload({ elapsed: () => now, warn: (message) => warnings.push(message) })
  overload.start()
  t.teardown(() => overload.stop())
  const turn = async (requests: number, msOfEach: number) => {
    const accepted = Array.from({ length: requests }, () => overload.accepts()).filter(Boolean).length
    now += accepted * msOfEach
    await new Promise((resolve) => setImmediate(resolve))
    return accepted
  }
  /** A turn that takes its time for something else. */
  const busy = (ms: number) => {
    now += ms
    return new Promise((resolve) => setImmediate(resolve))
  }
  return { overload, warnings, turn, busy }
}

t.test('A turn that took too long makes the next ones accept what can be answered in time', async (t) => {
  const { overload, warnings, turn, busy } = turns(t)
  t.equal(await turn(1_000, 0.8), 1_000)
  t.equal(overload.cause(), undefined)
  t.equal(await turn(1_000, 0.1), 938, 'as many as take 750 ms')
  t.equal(overload.cause(), 'event_loop')
  t.equal(await turn(2_000, 0.1), 1_876, 'it was less work than before: twice as many')
  t.equal(await turn(2_000, 0), 2_000)
  t.equal(await turn(5_000, 0), 5_000, 'turns are short again')
  t.strictSame(warnings.length, 1, 'however many were refused, one line says so')
  t.match(warnings[0], /some are refused with 503/)
  t.equal(overload.cause(), 'event_loop', 'it was a moment ago')
  await busy(1_001)
  t.not(overload.accepts() && overload.cause(), 'event_loop')
})

t.test('A few requests that take long, or a stall, refuse none of those after them', async (t) => {
  const { overload, warnings, turn, busy } = turns(t)
  t.equal(await turn(99, 4), 99)
  t.equal(await turn(4_000, 0), 4_000)
  await busy(400)
  t.equal(await turn(4_000, 0), 4_000, 'what a turn has deferred took long, and nothing came meanwhile')
  t.equal(overload.cause(), undefined)
  t.strictSame(warnings, [], 'nothing was refused')
})
