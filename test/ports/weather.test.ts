import t from 'tap'
import { embedded } from '../../src/ports/weather/embedded.ts'
import { weather } from '../../src/ports/weather/index.ts'
import { type Coordinates, STEPS, type Weather, type WeatherPort } from '../../src/ports/weather/port.ts'
import { openAdapter } from '../fixtures/adapter.ts'
import { openweatherServer } from '../fixtures/weather.ts'

const HOUR_MS = 3_600_000
const limits = { deadlineMs: 5_000 }
const adapters = ['openweather', 'built-in'] as const

async function opened(t: Parameters<typeof openweatherServer>[0], name: (typeof adapters)[number]) {
  const { env } = await openweatherServer(t)
  return openAdapter(weather as never as Parameters<typeof openAdapter<WeatherPort>>[0], name, env)
}

const isWeather = (it: Weather) =>
  Number.isInteger(it.at) &&
  it.tempC > -100 &&
  it.tempC < 70 &&
  it.humidity >= 0 &&
  it.humidity <= 100 &&
  it.windSpeed >= 0 &&
  /^(01|02|03|04|09|10|11|13|50)[dn]$/.test(it.icon) &&
  /^(clear|cloudy|rain|snow|fog|storm)$/.test(it.sceneWeather) &&
  it.main !== '' &&
  it.description !== ''

for (const name of adapters) {
  t.test(`${name} keeps the contract of the weather`, async (t) => {
    const { port, warnings } = await opened(t, name)
    const at = { lat: 0, lon: 0 }
    t.ok(isWeather(await port.current(at, limits)))
    const forecast = await port.forecast(at, limits)
    t.equal(forecast.length, STEPS)
    t.strictSame(forecast.filter(isWeather).length, STEPS)
    const times = forecast.map((it) => it.at)
    t.strictSame([...times].sort(), times, 'in their order')
    t.ok(times.every((time) => time % (3 * HOUR_MS) === 0))
    t.equal(port.state(), 'ok')
    t.strictSame(warnings, [])
  })
}

/** The built-in weather of a month, every three hours. */
async function month(at: Coordinates, month: number, year = 2027): Promise<Weather[]> {
  const first = Date.UTC(year, month, 1)
  let now = first
  const clock = { now: () => new Date(now), elapsed: () => 0, sleep: async () => {} }
  const port = await embedded.open({} as never, { clock, log: { warn: () => {} } })
  const found: Weather[] = []
  for (let step = 0; step < 31 * 8; step++) {
    now = first + step * 3 * HOUR_MS
    found.push(await port.current(at, limits))
  }
  return found
}

const [JANUARY, JULY] = [0, 6]
const mean = (numbers: number[]) => numbers.reduce((sum, it) => sum + it, 0) / numbers.length

/** Places that the content does not know, and what their months are like: mean, coldest and warmest temperature. */
const climates: [string, Coordinates, number, mean: [number, number], extremes: [number, number]][] = [
  ['Yakutsk', { lat: 62.03, lon: 129.73 }, JANUARY, [-42, -28], [-55, -15]],
  ['Yakutsk', { lat: 62.03, lon: 129.73 }, JULY, [15, 22], [2, 36]],
  ['Cairo', { lat: 30.06, lon: 31.25 }, JANUARY, [11, 17], [2, 27]],
  ['Cairo', { lat: 30.06, lon: 31.25 }, JULY, [25, 31], [16, 42]],
  ['Singapore', { lat: 1.29, lon: 103.85 }, JANUARY, [25, 29], [20, 36]],
  ['Singapore', { lat: 1.29, lon: 103.85 }, JULY, [25, 29], [20, 36]],
  ['Reykjavik', { lat: 64.14, lon: -21.9 }, JANUARY, [-4, 4], [-14, 11]],
  ['Reykjavik', { lat: 64.14, lon: -21.9 }, JULY, [9, 14], [1, 23]],
  ['McMurdo', { lat: -77.85, lon: 166.67 }, JANUARY, [-8, 1], [-18, 9]],
  ['McMurdo', { lat: -77.85, lon: 166.67 }, JULY, [-32, -20], [-45, -8]],
  ['Quito', { lat: -0.23, lon: -78.52 }, JULY, [8, 16], [2, 24]],
  ['Sydney', { lat: -33.87, lon: 151.21 }, JANUARY, [20, 27], [11, 40]],
  ['Sydney', { lat: -33.87, lon: 151.21 }, JULY, [8, 15], [-2, 26]],
  ['London', { lat: 51.51, lon: -0.13 }, JANUARY, [2, 8], [-8, 16]],
  ['Nairobi', { lat: -1.28, lon: 36.82 }, JULY, [14, 20], [6, 29]],
  ['Denver', { lat: 39.74, lon: -104.98 }, JANUARY, [-5, 4], [-22, 20]],
  ['Delhi', { lat: 28.65, lon: 77.23 }, JULY, [26, 33], [18, 45]],
  ['Novosibirsk', { lat: 55.03, lon: 82.92 }, JANUARY, [-21, -12], [-46, 3]],
]

t.test('The built-in weather is believable where nothing was written down', async (t) => {
  for (const [name, at, when, [least, most], [coldest, warmest]] of climates) {
    const temperatures = (await month(at, when)).map(({ tempC }) => tempC)
    const told = `${name}: ${mean(temperatures).toFixed(1)} (${Math.min(...temperatures)} to ${Math.max(...temperatures)})`
    t.ok(mean(temperatures) >= least && mean(temperatures) <= most, told)
    t.ok(Math.min(...temperatures) >= coldest && Math.max(...temperatures) <= warmest, told)
  }
})

/** The same month of five years. */
const months = async (at: Coordinates, when: number) =>
  (await Promise.all([2025, 2026, 2027, 2028, 2029].map((year) => month(at, when, year)))).flat()

/** Share of the days with rain, snow or a storm. */
async function wetDays(at: Coordinates, when: number): Promise<number> {
  const found = await months(at, when)
  const days = Map.groupBy(found, (it) => Math.floor(it.at / (24 * HOUR_MS)))
  const isWet = (it: Weather) => ['rain', 'snow', 'storm'].includes(it.sceneWeather)
  return [...days.values()].filter((day) => day.some(isWet)).length / days.size
}

t.test('The built-in weather is wet where it rains, dry in deserts, and snows only when it is cold', async (t) => {
  const [cairo, bergen, delhi] = [
    { lat: 30.06, lon: 31.25 },
    { lat: 60.39, lon: 5.32 },
    { lat: 28.65, lon: 77.23 },
  ]
  t.equal(await wetDays(cairo, JULY), 0)
  const share = {
    bergen: await wetDays(bergen, JANUARY),
    monsoon: await wetDays(delhi, JULY),
    dry: await wetDays(delhi, JANUARY),
  }
  t.ok(share.bergen > 0.4 && share.bergen < 0.8, `Bergen in January: ${share.bergen}`)
  t.ok(share.monsoon > 0.25 && share.dry < 0.1, `Delhi: ${share.monsoon} in July, ${share.dry} in January`)
  const snow = [...(await months(bergen, JANUARY)), ...(await months(bergen, JULY))].filter((it) => it.main === 'Snow')
  t.ok(snow.length > 0 && snow.every(({ tempC }) => tempC <= 2))
})

t.test('The built-in icons follow the sun, also where it does not rise or set', async (t) => {
  const icons = async (at: Coordinates, when: number) => new Set((await month(at, when)).map(({ icon }) => icon.at(-1)))
  t.strictSame(await icons({ lat: 78, lon: 15 }, JULY), new Set(['d']))
  t.strictSame(await icons({ lat: 78, lon: 15 }, JANUARY), new Set(['n']))
  t.strictSame(await icons({ lat: -90, lon: 0 }, JANUARY), new Set(['d']))
  const [noon, midnight] = [12, 0].map((hour) => Date.UTC(2027, 0, 15, hour))
  const found = await month({ lat: 51.5, lon: 0 }, JANUARY)
  const iconAt = (at: number | undefined) => found.find((it) => it.at === at)?.icon.at(-1)
  t.strictSame([iconAt(noon), iconAt(midnight)], ['d', 'n'])
})

t.test(
  'The built-in weather changes smoothly: between hours, between neighbours, and over the date line',
  async (t) => {
    const clock = { at: Date.UTC(2027, 3, 10) }
    const port = await embedded.open({} as never, {
      clock: { now: () => new Date(clock.at), elapsed: () => 0, sleep: async () => {} },
      log: { warn: () => {} },
    })
    const temperature = async (lat: number, lon: number) => (await port.current({ lat, lon }, limits)).tempC
    for (const lat of [-75, -40, 0, 35, 60]) {
      for (let step = 0; step < 48; step++) {
        const before = await temperature(lat, 20)
        clock.at += HOUR_MS / 6
        const after = await temperature(lat, 20)
        t.ok(Math.abs(after - before) < 2, `${lat} ${before} ${after}`)
      }
      t.ok(Math.abs((await temperature(lat, 179.99)) - (await temperature(lat, -179.99))) < 0.5)
      t.ok(Math.abs((await temperature(lat, 100)) - (await temperature(lat, 100.05))) < 2)
    }
  },
)
