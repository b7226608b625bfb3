import t from 'tap'
import { directions } from '../../src/ports/directions/index.ts'
import { polylineOf } from '../../src/ports/directions/polyline.ts'
import { openAdapter } from '../fixtures/adapter.ts'
import { googleServer } from '../fixtures/directions.ts'

const ask = { from: { lat: 40.693393, lng: -73.98555 }, to: { lat: 40.7484, lng: -73.9857 }, deadlineMs: 5_000 }

for (const name of ['google', 'built-in']) {
  t.test(`${name} keeps the contract of directions`, async (t) => {
    const { server } = await googleServer(t)
    const { port, warnings } = await openAdapter(directions, name, server.env)
    const route = await port.fastest(ask)
    t.match(route.mode, /^(walking|transit)$/)
    t.ok(Number.isInteger(route.seconds) && route.seconds > 0)
    t.ok(Number.isInteger(route.meters) && route.meters > 0)
    t.match(route.polyline, /^[?-~]+$/)
    t.equal(port.state(), 'ok')
    t.strictSame(warnings, [])
    t.equal(port.requests, server.requests.length)
  })
}

t.test('A caller who has gone stops both requests', async (t) => {
  const { server } = await googleServer(t)
  const { port } = await openAdapter(directions, 'google', server.env)
  const gone = new AbortController()
  const release = server.hold()
  t.teardown(release)
  const asked = port.fastest({ ...ask, signal: gone.signal })
  gone.abort(new Error('gone'))
  await t.rejects(asked, { message: 'gone' })
})

t.test('A line is encoded as Google documents it', async (t) => {
  const line = polylineOf([
    { lat: 38.5, lng: -120.2 },
    { lat: 40.7, lng: -120.95 },
    { lat: 43.252, lng: -126.453 },
  ])
  t.equal(line, '_p~iF~ps|U_ulLnnqC_mqNvxq`@')
  t.equal(polylineOf([{ lat: -179.9832104, lng: 0 }]), '`~oia@?')
})
