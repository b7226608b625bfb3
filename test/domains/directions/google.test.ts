import t from 'tap'
import { googleServer, LINE, legs, routes } from '../../fixtures/directions.ts'
import { many } from '../../fixtures/scenes.ts'
import { until } from '../../fixtures/valkey.ts'
import type { Fault } from '../../fixtures/weather.ts'
import { engines, world } from '../../fixtures/world.ts'

const DEADLINE_MS = 5_000
const MINUTE_MS = 60_000
/** Longer than a failure is remembered, and the circuit open. */
const REST_MS = 61_000
const PRICE = 5_000

async function opened(
  t: Parameters<typeof world>[0],
  google: Parameters<typeof googleServer>[1] = { walking: 1_800, transit: 900 },
  { engine = 'sqlite', settings = {} }: { engine?: (typeof engines)[number]; settings?: Record<string, string> } = {},
) {
  const { server } = await googleServer(t, google)
  const it = await world(t, engine, { ...server.env, ...settings })
  const way = (query = 'lat=40.7484&lng=-73.9857') => it.call({ url: `/api/v1/directions?${query}` })
  return { it, server, google, way }
}

/** What Google may do instead of answering, both times, and how an answer names it. */
const faults: [Fault, string][] = [
  [{ status: 500 }, 'unavailable'],
  [{ status: 429 }, 'quota'],
  ['reset', 'unavailable'],
  ['hung', 'timeout'],
  ['redirect', 'invalid_output'],
  [{ text: '<html>canary</html>', type: 'text/html' }, 'invalid_output'],
  [{ text: '{"routes":[' }, 'invalid_output'],
  [{ text: `{"canary":"${'x'.repeat(2_200_000)}"}` }, 'invalid_output'],
  [{ body: { routes: [{ duration: 'canary', polyline: {} }] } }, 'invalid_output'],
  [{ body: { routes: [{ duration: '999999999s', polyline: {} }] } }, 'invalid_output'],
  [{ body: { routes: [{ duration: '5s', polyline: { encodedPolyline: '<b>' } }] } }, 'invalid_output'],
  [{ body: {} }, 'unavailable'],
]
const nameOf = (fault: Fault) => JSON.stringify(fault).slice(0, 60)

for (const engine of engines) {
  t.test(
    `readDirections serves the last that is known, or a straight line, whatever Google does (${engine})`,
    async (t) => {
      const { it, server, way } = await opened(t, undefined, { engine })
      const known = (await way()).json()
      t.match(known, { simulated: false, stale: false, mode: 'transit', duration_seconds: 900 })
      it.clock.now += 5 * MINUTE_MS
      for (const [at, [fault, fallback_reason]] of faults.entries()) {
        for (const [query, stale] of [
          [undefined, true],
          [`lat=${at + 1}&lng=1`, false],
        ] as const) {
          server.script = [fault, fault]
          const before = server.requests.length
          const asked = way(query)
          await until(() => server.requests.length === before + 2, nameOf(fault))
          if (fault === 'hung') it.clock.now += DEADLINE_MS
          const reply = await asked
          t.equal(reply.statusCode, 200, nameOf(fault))
          t.match(reply.json(), { stale, simulated: !stale, mode: stale ? 'transit' : 'walking' }, nameOf(fault))
          t.match(reply.json().served_by, { fallback: true, fallback_reason, cached: stale }, nameOf(fault))
          t.notMatch(reply.body, 'canary')
          it.clock.now += REST_MS
        }
      }
      it.clock.now += 60 * MINUTE_MS
      t.match((await way()).json(), { stale: false, served_by: { fallback: false, cost_micro_usd: 2 * PRICE } })
      t.equal(server.redirected(), 0)
      t.notMatch(it.logged.join('\n'), 'canary')
      const { db } = it.deps
      const open = await db.selectFrom('spend_events').select('state').where('state', '=', 'reserved').execute()
      t.equal(open.length, 0, 'nothing stays reserved')
    },
  )
}

t.test('readDirections is the faster of both ways, and of one when there is no other', async (t) => {
  const { google, way } = await opened(t)
  const ways: [number | undefined, number | undefined, object][] = [
    [1_800, 900, { mode: 'transit', duration_seconds: 900, duration_text: '15 min', distance_text: '2.4 km' }],
    [800, 900, { mode: 'walking', duration_seconds: 800, polyline: LINE }],
    [800, 800, { mode: 'walking' }],
    [undefined, 900, { mode: 'transit' }],
    [800, undefined, { mode: 'walking' }],
  ]
  for (const [at, [walking, transit, expected]] of ways.entries()) {
    Object.assign(google, { walking, transit })
    const reply = (await way(`lat=${at}&lng=0`)).json()
    t.match(reply, { ...expected, simulated: false, served_by: { provider: 'google', fallback: false } })
    t.match(reply.maps_link, new RegExp(`travelmode=${reply.mode}$`))
  }
})

t.test('readDirections after five seconds is the way that has come by then', async (t) => {
  const { it, server, way } = await opened(t)
  server.script = [{ body: routes(1_800, 2_400) }, 'hung']
  const asked = way()
  await until(() => server.requests.length === 2 && server.script.length === 0, 'both are asked')
  await new Promise((resolve) => setTimeout(resolve, 100))
  it.clock.now += DEADLINE_MS
  t.match((await asked).json(), { simulated: false, duration_seconds: 1_800 })
})

t.test('readDirections is kept for five minutes, costs nothing then, and has no key anywhere', async (t) => {
  const { it, server, way } = await opened(t)
  const first = await way()
  t.match(first.json().served_by, { cached: false, cost_micro_usd: 2 * PRICE })
  it.clock.now += 5 * MINUTE_MS - 1
  t.match((await way()).json().served_by, { cached: true, fallback: false, cost_micro_usd: 0 })
  t.equal(server.requests.length, 2)
  it.clock.now += 1
  await way()
  t.equal(server.requests.length, 4)
  t.notMatch([first.body, JSON.stringify(first.headers), ...it.logged].join(), server.key)
  const [one] = server.requests
  t.strictSame(
    [one?.method, one?.url.href.includes('canary'), one?.headers['x-goog-api-key']],
    ['POST', false, server.key],
  )
  t.equal(one?.headers['x-goog-fieldmask'], 'routes.duration,routes.distanceMeters,routes.polyline.encodedPolyline')
  t.strictSame(JSON.parse(one?.body ?? ''), {
    origin: { location: { latLng: { latitude: 40.693393, longitude: -73.98555 } } },
    destination: { location: { latLng: { latitude: 40.7484, longitude: -73.9857 } } },
    travelMode: 'WALK',
  })
})

t.test('A key for the older Directions API is used there, and not tried elsewhere again', async (t) => {
  const { it, server, way } = await opened(t, { walking: 1_800, transit: 900, api: 'directions' })
  t.match((await way()).json(), { simulated: false, mode: 'transit', duration_seconds: 900, polyline: LINE })
  t.strictSame(
    server.requests.map(({ url }) => url.pathname),
    [...Array(2).fill('/directions/v2:computeRoutes'), ...Array(2).fill('/maps/api/directions/json')],
  )
  await way('lat=1&lng=0')
  const asked = server.requests.slice(4)
  t.strictSame(asked.map(({ url }) => url.searchParams.get('mode')).sort(), ['transit', 'walking'])
  t.strictSame(asked[0]?.url.searchParams.get('origin'), '40.693393,-73.98555')
  for (const status of ['OVER_QUERY_LIMIT', 'UNKNOWN_ERROR', 'ZERO_RESULTS']) {
    server.script = [{ body: { status, routes: [] } }, { body: { status, routes: [] } }]
    const { served_by } = (await way(`lat=2&lng=${status.length}`)).json()
    t.equal(served_by.fallback_reason, status === 'OVER_QUERY_LIMIT' ? 'quota' : 'unavailable', status)
  }
  server.script = [{ body: legs(60, 80) }, { body: { ...legs(50, 80), routes: [{ legs: [] }] } }]
  t.match((await way('lat=3&lng=0')).json(), { simulated: false, duration_seconds: 60 })
  t.notMatch(it.logged.join('\n'), 'canary')
})

t.test('A key for neither API is told in the log, and ways are straight lines', async (t) => {
  const { it, way } = await opened(t, { api: 'none' })
  t.match((await way()).json(), { simulated: true, served_by: { fallback_reason: 'unavailable' } })
  t.match(it.logged.join('\n'), 'google does not accept GOOGLE_API_KEY')
})

t.test(
  '500 requests at once for one way ask once, and pay once; a day that is paid up is a straight line',
  async (t) => {
    const settings = { SERVICE_DAILY_LIMIT_MICRO_USD: String(2 * PRICE) }
    const { server, way } = await opened(t, undefined, { settings })
    const release = server.hold()
    const asked = many(500, () => way())
    await until(() => server.requests.length === 2, 'it is asked')
    release()
    const replies = await asked
    t.equal(replies.filter((reply) => reply.statusCode === 200 && !reply.json().simulated).length, 500)
    t.equal(replies.filter((reply) => reply.json().served_by.cost_micro_usd > 0).length, 1)
    t.equal(server.requests.length, 2)
    t.match((await way('lat=1&lng=0')).json(), { simulated: true, served_by: { fallback_reason: 'budget' } })
    t.equal(server.requests.length, 2)
  },
)
