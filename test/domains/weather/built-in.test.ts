import t from 'tap'
import { onBoth } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000

onBoth(t, 'readWeather without a provider is simulated, and says so', async (t, { call }) => {
  const reply = await call({ url: '/api/v1/weather?lat=48.8566&lon=2.3522' })
  t.equal(reply.statusCode, 200)
  const { temp_c, temp_f, observed_at, ...weather } = reply.json()
  t.match(weather, {
    source: 'built-in',
    simulated: true,
    stale: false,
    place: { name: null, country: null, lat: 48.86, lon: 2.35 },
    served_by: {
      provider: 'built-in',
      model: 'climate-1',
      cached: false,
      fallback: true,
      fallback_reason: 'not_configured',
      cost_micro_usd: 0,
    },
  })
  t.equal(observed_at, '2026-11-20T09:30:00.000Z')
  t.ok(Math.abs(temp_f - (temp_c * 9) / 5 - 32) < 0.1)
  t.match(weather.icon, /^\d\dd$/, 'by day')
})

onBoth(t, 'readWeather takes 0 for a value, and both ends of the longitudes for one', async (t, { call }) => {
  const at = async (query: string) => (await call({ url: `/api/v1/weather?${query}` })).json()
  t.match((await at('lat=0&lon=0')).place, { lat: 0, lon: 0 })
  t.match((await at('lat=-0.001&lon=-0')).place, { lat: 0, lon: 0 })
  t.match((await at('lat=90&lon=-180')).place, { lat: 90, lon: 180 })
  const [east, west] = [await at('lat=10&lon=180'), await at('lat=10&lon=-180')]
  t.strictSame({ ...east, served_by: null }, { ...west, served_by: null })
})

onBoth(t, 'readForecast agrees with readWeather at the same time', async (t, { call, clock }) => {
  const where = 'lat=-33.87&lon=151.21'
  const { forecast, ...more } = (await call({ url: `/api/v1/weather/forecast?${where}` })).json()
  t.equal(forecast.length, 40)
  t.match(more, { source: 'built-in', simulated: true, stale: false })
  t.equal(forecast[0].at, '2026-11-20T12:00:00.000Z')
  for (const [at, step] of forecast.entries()) {
    clock.now = Date.parse('2026-11-20T12:00:00.000Z') + at * 3 * HOUR_MS
    const { temp_c, temp_f, description, main, icon, humidity, wind_speed, scene_weather, observed_at } = (
      await call({ url: `/api/v1/weather?${where}` })
    ).json()
    const now = { at: observed_at, temp_c, temp_f, description, main, icon, humidity, wind_speed, scene_weather }
    t.strictSame(now, step)
  }
})

onBoth(t, 'readWeather of a city finds the largest one, in any language and spelling', async (t, { call }) => {
  const cities: [string, string, string][] = [
    ['Paris', 'Paris', 'FR'],
    ['  pArIs ', 'Paris', 'FR'],
    ['Paris,US', 'Paris', 'US'],
    ['Paris, Texas', 'Paris', 'US'],
    ['Paris, Texas, US', 'Paris', 'US'],
    ['Paris, Frankreich', 'Paris', 'FR'],
    ['New York', 'New York City', 'US'],
    ['London', 'London', 'GB'],
    ['London, Ontario', 'London', 'CA'],
    ['Los Angeles,CA', 'Los Angeles', 'US'],
    ['München', 'Munich', 'DE'],
    ['munchen', 'Munich', 'DE'],
    ['Łódź', 'Łódź', 'PL'],
    ['lodz', 'Łódź', 'PL'],
    ['St. Louis', 'St. Louis', 'US'],
    ['東京', 'Tokyo', 'JP'],
    ['Москва', 'Moscow', 'RU'],
    ['القاهرة', 'Cairo', 'EG'],
    ['York', 'York', 'GB'],
    ['Birmingham, UK', 'Birmingham', 'GB'],
    ['Birmingham, USA', 'Birmingham', 'US'],
  ]
  for (const [asked, name, country] of cities) {
    const reply = await call({ url: `/api/v1/weather?city=${encodeURIComponent(asked)}` })
    t.match(reply.json().place, { name, country }, asked)
  }
  const { forecast, place } = (await call({ url: '/api/v1/weather/forecast?city=Quito' })).json()
  t.strictSame([forecast.length, place.name], [40, 'Quito'])
})

onBoth(t, 'readWeather by coordinates and a city is of the coordinates', async (t, { call }) => {
  const { place } = (await call({ url: '/api/v1/weather?lat=1&lon=2&city=Paris' })).json()
  t.strictSame(place, { name: null, country: null, lat: 1, lon: 2 })
})
