import type { Forecast, PlaceQuery, Weather } from '../../../schemas/weather.ts'
import { type Weather as Sky, STEP_MS, type WeatherPort } from '../../ports/weather/port.ts'
import { DAY_MS } from '../../services/durations.ts'
import { type Served, serve } from '../../services/outbound-cache/serve.ts'
import { DEADLINE_MS } from './deadline.ts'
import { type Needs as PlaceNeeds, type Where, whereOf } from './place.ts'

export type Needs = PlaceNeeds

const FRESH_MS = 600_000
const limits = { deadlineMs: DEADLINE_MS }

/** `limitKey` counts the lookups of the caller. Never fails for want of a provider. */
export async function readWeather(deps: Needs, limitKey: string, query: PlaceQuery): Promise<Weather> {
  const where = await whereOf(deps, query, limitKey)
  const served = await ask(deps, limitKey, where, 'weather', (port) => port.current(where, limits))
  const { at, ...sky } = served.value
  return { ...skyOf(sky), observed_at: new Date(at).toISOString(), ...sourceOf(where, served) }
}

/** Without the steps that are over, which only a stale forecast has. */
export async function readForecast(deps: Needs, limitKey: string, query: PlaceQuery): Promise<Forecast> {
  const where = await whereOf(deps, query, limitKey)
  const served = await ask(deps, limitKey, where, 'forecast', (port) => port.forecast(where, limits))
  const over = deps.clock.now().getTime() - STEP_MS
  const forecast = served.value
    .filter(({ at }) => at > over)
    .map(({ at, ...sky }) => ({ at: new Date(at).toISOString(), ...skyOf(sky) }))
  return { forecast, ...sourceOf(where, served) }
}

const ask = <T>(
  deps: Needs,
  limitKey: string,
  { lat, lon }: Where,
  what: string,
  call: (port: WeatherPort) => Promise<T>,
) =>
  serve(deps, {
    serving: deps.weather,
    key: `${what}:1:${lat},${lon}`,
    freshMs: FRESH_MS,
    staleMs: DAY_MS,
    limitKey,
    ask: call,
    makeUp: call,
  })

const skyOf = ({ tempC, windSpeed, sceneWeather, ...sky }: Omit<Sky, 'at'>) => ({
  temp_c: tempC,
  temp_f: Math.round(tempC * 18 + 320) / 10,
  ...sky,
  wind_speed: windSpeed,
  scene_weather: sceneWeather,
})

const sourceOf = ({ name, country, lat, lon }: Where, served: Served<unknown>) => ({
  source: served.served_by.provider,
  simulated: served.isSimulated,
  stale: served.isStale,
  place: { name: name ?? null, country: country ?? null, lat, lon },
  served_by: served.served_by,
})
