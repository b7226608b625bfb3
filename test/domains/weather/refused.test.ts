import t from 'tap'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const long = 'x'.repeat(101)

onBoth(t, 'readWeather and readForecast refuse what names no place, and name the member', async (t, { call }) => {
  const wrong: [string, string][] = [
    ['', 'query.lat'],
    ['lat=1', 'query.lon'],
    ['lon=1', 'query.lat'],
    ['lat=1&city=Paris', 'query.lon'],
    ['lat=90.01&lon=0', 'query.lat'],
    ['lat=-90.01&lon=0', 'query.lat'],
    ['lat=0&lon=180.01', 'query.lon'],
    ['lat=0&lon=-181', 'query.lon'],
    ['lat=&lon=0', 'query.lat'],
    ['lat=north&lon=0', 'query.lat'],
    ['lat=NaN&lon=0', 'query.lat'],
    ['lat=1e400&lon=0', 'query.lat'],
    ['lat=1&lat=2&lon=0', 'query.lat'],
    ['city=', 'query.city'],
    ['city=%20%09', 'query.city'],
    [`city=${long}`, 'query.city'],
    ['city=a%00b', 'query.city'],
    ['lat=1&lon=1&units=metric', 'query.units'],
    ['latitude=1&longitude=1', 'query.latitude'],
  ]
  for (const path of ['', '/forecast'])
    for (const [query, member] of wrong) {
      const reply = await call({ url: `/api/v1/weather${path}?${query}` })
      t.strictSame(refusalOf(reply), [400, 'invalid-request', member], `${path}?${query}`)
    }
})

onBoth(t, 'readWeather of a city that is none is 404, and says what to do', async (t, { call }) => {
  for (const city of ['Qwertzopolis', 'Paris,Nowhere', '|', '~', ',', ',,US', '%', "' or 1=1", '🙂', '</script>']) {
    const reply = await call({ url: `/api/v1/weather?city=${encodeURIComponent(city)}` })
    t.strictSame([reply.statusCode, reply.json().error], [404, 'city-not-found'], city)
    t.match(reply.json().message, /lat and lon/)
  }
})
