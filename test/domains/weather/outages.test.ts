import t from 'tap'
import { many } from '../../fixtures/scenes.ts'
import { until } from '../../fixtures/valkey.ts'
import { type Fault, moment, openweatherServer, steps } from '../../fixtures/weather.ts'
import { world } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const DEADLINE_MS = 5_000
/** Longer than a failure is remembered, and the circuit open. */
const REST_MS = 61_000

async function opened(t: Parameters<typeof world>[0], settings: Record<string, string> = {}) {
  const provider = await openweatherServer(t)
  const it = await world(t, 'sqlite', { ...provider.env, ...settings })
  const weather = (query = 'lat=48.8566&lon=2.3522') => it.call({ url: `/api/v1/weather?${query}` })
  return { it, provider, weather }
}

/** An answer of which one part is another. */
const wrong = (change: object): Fault => ({ body: { ...moment(), ...change } })
const [rain] = moment().weather

/** What OpenWeather may do instead of answering, and how an answer names it. */
const faults: [Fault, string][] = [
  [{ status: 401 }, 'unavailable'],
  [{ status: 404 }, 'unavailable'],
  [{ status: 500 }, 'unavailable'],
  [{ status: 429 }, 'quota'],
  [{ status: 429, headers: { 'retry-after': '37' } }, 'quota'],
  ['reset', 'unavailable'],
  ['hung', 'timeout'],
  ['redirect', 'invalid_output'],
  [{ text: '<html>canary</html>', type: 'text/html' }, 'invalid_output'],
  [{ text: JSON.stringify(moment()).slice(0, 99) }, 'invalid_output'],
  [{ text: `{"canary":"${'x'.repeat(600_000)}"}` }, 'invalid_output'],
  [{ body: null }, 'invalid_output'],
  [{ body: [] }, 'invalid_output'],
  [{ body: { cod: '404', message: 'canary' } }, 'invalid_output'],
  [wrong({ main: { temp: '8.37', humidity: 84 } }), 'invalid_output'],
  [wrong({ main: { temp: 281.5, humidity: 84 } }), 'invalid_output'],
  [wrong({ weather: [] }), 'invalid_output'],
  [wrong({ weather: [{ ...rain, icon: '../x' }] }), 'invalid_output'],
  [wrong({ weather: [{ ...rain, description: '<script>canary</script>' }] }), 'invalid_output'],
  [wrong({ weather: [{ ...rain, id: 100 }] }), 'invalid_output'],
  [wrong({ dt: 1e300 }), 'invalid_output'],
  [wrong({ wind: undefined }), 'invalid_output'],
]
const nameOf = (fault: Fault) => JSON.stringify(fault).slice(0, 60)

t.test('readWeather serves the last that is known, or what is built in, whatever OpenWeather does', async (t) => {
  const { it, provider, weather } = await opened(t)
  t.match((await weather()).json(), { source: 'openweather', stale: false })
  it.clock.now += 10 * 60_000
  for (const [at, [fault, fallback_reason]] of faults.entries()) {
    const place = `lat=${at + 1}&lon=1`
    for (const [query, known] of [
      [undefined, { source: 'openweather', simulated: false, stale: true, temp_c: 8.4 }],
      [place, { source: 'built-in', simulated: true, stale: false }],
    ] as const) {
      provider.script = [fault]
      const before = provider.requests.length
      const asked = weather(query)
      await until(() => provider.requests.length > before, nameOf(fault))
      if (fault === 'hung') it.clock.now += DEADLINE_MS
      const reply = await asked
      t.equal(reply.statusCode, 200, nameOf(fault))
      t.match(reply.json(), known, nameOf(fault))
      t.match(reply.json().served_by, { fallback: true, fallback_reason, cached: known.stale }, nameOf(fault))
      t.notMatch(reply.body, 'canary')
      it.clock.now += REST_MS
    }
  }
  t.match((await weather()).json(), { stale: false, served_by: { cached: false, fallback: false } }, 'it is back')
  t.equal(provider.redirected(), 0)
  t.notMatch(it.logged.join('\n'), 'canary')
})

t.test('readWeather is kept for ten minutes, and for a day when nothing newer can be had', async (t) => {
  const { it, provider, weather } = await opened(t)
  const first = (await weather()).json()
  t.match(first, {
    temp_c: 8.4,
    temp_f: 47.1,
    icon: '10d',
    scene_weather: 'rain',
    observed_at: '2026-11-20T09:24:11.000Z',
  })
  it.clock.now += 10 * 60_000 - 1
  const again = (await weather('lat=48.8571&lon=2.3499')).json()
  t.match(again, { temp_c: 8.4, stale: false, served_by: { cached: true, fallback: false, fallback_reason: null } })
  t.equal(provider.requests.length, 1, 'a kilometre away it is the same')
  it.clock.now += 1
  await weather()
  t.equal(provider.requests.length, 2)
  await provider.stop()
  it.clock.now += 24 * HOUR_MS - 1
  t.match((await weather()).json(), { stale: true, served_by: { fallback_reason: 'unavailable' } })
  it.clock.now += 1
  t.match((await weather()).json(), { simulated: true, stale: false })
})

t.test(
  'readWeather asks no more for half a minute after a failure, and of a quota as long as it is told',
  async (t) => {
    const { it, provider, weather } = await opened(t)
    provider.script = [{ status: 500 }]
    await weather()
    it.clock.now += 29_999
    t.match((await weather()).json().served_by, { provider: 'built-in', fallback_reason: 'unavailable' })
    t.equal(provider.requests.length, 1)
    it.clock.now += 1
    t.equal((await weather()).json().source, 'openweather')
    t.equal(provider.requests.length, 2)

    provider.script = [{ status: 429, headers: { 'retry-after': '300' } }]
    for (let at = 0; at < 50; at++)
      t.match((await weather(`lat=${at}&lon=7`)).json().served_by, { fallback_reason: 'quota' })
    t.equal(provider.requests.length, 3)
    it.clock.now += 300_000
    t.equal((await weather('lat=0&lon=7')).json().source, 'openweather')
  },
)

t.test('After five failures OpenWeather is left alone, and tried again after half a minute', async (t) => {
  const { it, provider, weather } = await opened(t)
  provider.script = Array.from({ length: 5 }, () => ({ status: 500 }))
  for (let at = 0; at < 40; at++) await weather(`lat=${at}&lon=3`)
  t.equal(provider.requests.length, 5)
  t.match((await weather('lat=60&lon=3')).json().served_by, { fallback_reason: 'circuit_open' })
  it.clock.now += 30_000
  t.equal((await weather('lat=60&lon=3')).json().source, 'openweather', 'what was not asked is not remembered')
})

t.test('readWeather of 500 requests at once for a cold place asks once', async (t) => {
  const { provider, weather } = await opened(t)
  const release = provider.hold()
  const asked = many(500, () => weather())
  await until(() => provider.requests.length > 0, 'it is asked')
  release()
  const replies = await asked
  t.equal(replies.filter((reply) => reply.statusCode === 200 && reply.json().source === 'openweather').length, 500)
  t.equal(provider.requests.length, 1)
})

t.test('readWeather of 300 requests when it expires and OpenWeather is away is stale, and asks once', async (t) => {
  const { it, provider, weather } = await opened(t)
  await weather()
  it.clock.now += 10 * 60_000
  provider.script = [{ status: 500 }]
  const replies = [...(await many(300, () => weather())), ...(await many(300, () => weather()))]
  t.equal(replies.filter((reply) => reply.statusCode === 200 && reply.json().stale).length, 600)
  t.equal(provider.requests.length, 2)
})

t.test('A caller with too many lookups gets what is known or built in, and keeps no other from a lookup', async (t) => {
  const { it, provider, weather } = await opened(t, { LOOKUPS_PER_MINUTE: '2' })
  await weather('lat=1&lon=1')
  await weather('lat=2&lon=1')
  t.match((await weather('lat=3&lon=1')).json().served_by, { provider: 'built-in', fallback_reason: 'budget' })
  t.match((await weather('lat=1&lon=1')).json().served_by, { provider: 'openweather', cached: true, fallback: false })
  const both = await Promise.all([
    weather('lat=4&lon=1'),
    it.call({ url: '/api/v1/weather?lat=4&lon=1', remoteAddress: '198.51.100.7' }),
    weather('lat=4&lon=1'),
  ])
  t.strictSame(
    both.map((reply) => reply.json().source),
    ['built-in', 'openweather', 'openweather'],
  )
  t.equal(provider.requests.length, 3)
  it.clock.now += 10 * 60_000
  await weather('lat=8&lon=1')
  await weather('lat=9&lon=1')
  t.match((await weather('lat=1&lon=1')).json(), { stale: true, served_by: { fallback_reason: 'budget' } })
})

t.test('readForecast is cached beside the weather, and a stale one has no steps that are over', async (t) => {
  const { it, provider } = await opened(t)
  const forecast = async () => (await it.call({ url: '/api/v1/weather/forecast?lat=48.8566&lon=2.3522' })).json()
  const first = await forecast()
  t.equal(first.forecast.length, 40)
  t.match(first.forecast[0], { at: '2026-11-20T12:00:00.000Z', temp_c: 8.4, scene_weather: 'rain' })
  t.match((await forecast()).served_by, { cached: true })
  t.equal(provider.requests.length, 1)
  await provider.stop()
  it.clock.now += 20 * HOUR_MS
  const stale = await forecast()
  t.match(stale, { stale: true, simulated: false })
  t.equal(stale.forecast[0].at, '2026-11-21T03:00:00.000Z')
  t.equal(stale.forecast.length, 35)
})

t.test('readForecast serves what is built in when OpenWeather answers none', async (t) => {
  const { provider, it } = await opened(t)
  provider.script = [{ body: { ...steps(), list: [] } }]
  const reply = await it.call({ url: '/api/v1/weather/forecast?lat=1&lon=1' })
  t.match(reply.json(), { simulated: true, served_by: { fallback_reason: 'invalid_output' } })
  t.equal(reply.json().forecast.length, 40)
})

t.test('A city is found in the list, a village by OpenWeather, and what neither knows is 404', async (t) => {
  const { it, provider, weather } = await opened(t)
  await weather('city=Paris')
  t.strictSame(
    provider.requests.map(({ url }) => url.pathname),
    ['/data/2.5/weather'],
  )
  const village = (await weather('city=Le%20Village,FR')).json()
  t.match(village.place, { name: 'Le Village', country: 'FR', lat: 47.12, lon: 5.68 })
  await weather('city=le%20village,fr')
  t.strictSame(
    provider.requests.slice(1).map(({ url }) => url.pathname),
    ['/geo/1.0/direct', '/data/2.5/weather'],
  )
  for (const _ of [1, 2]) t.equal((await weather('city=Nowhereville')).statusCode, 404)
  t.equal(provider.requests.length, 4, 'what is unknown is remembered too')
  it.clock.now += 30_000
  await weather('city=Nowhereville')
  t.equal(provider.requests.length, 5)
  provider.script = [{ status: 500 }]
  t.equal((await weather('city=Otherville')).statusCode, 404)
  provider.script = [{ body: [{ name: '<b>', country: 'FR', lat: 1, lon: 1 }] }]
  t.equal((await weather('city=Markupville')).statusCode, 404)
})

t.test('OpenWeather is asked as its API wants it; its key is in no cache key', async (t) => {
  const { it, provider } = await opened(t)
  const { set } = it.deps.cache
  const keys: string[] = []
  it.deps.cache.set = (key, value, ttlMs) => {
    keys.push(key, value)
    return set(key, value, ttlMs)
  }
  await it.call({ url: '/api/v1/weather?lat=0&lon=-0.004' })
  const [{ method, url } = { method: '', url: new URL('http://x') }] = provider.requests
  t.strictSame(
    [method, url.pathname, Object.fromEntries(url.searchParams)],
    ['GET', '/data/2.5/weather', { lat: '0', lon: '0', units: 'metric', appid: provider.key }],
  )
  t.equal(keys[0], 'weather:1:0,0')
  t.notMatch(keys.join(), 'canary')
})

t.test('A clock that was set back keeps nothing for longer', async (t) => {
  const { it, provider, weather } = await opened(t)
  await weather()
  it.clock.now -= 2 * HOUR_MS
  await weather()
  t.equal(provider.requests.length, 2)
})
