import type { Env } from '../../../schemas/env/index.ts'
import { outboundFailure, withinDeadline } from '../deadline.ts'
import { badResponse } from '../failure.ts'
import { retryAfterMs, toFailure, warnOncePerMinute } from '../http-failure.ts'
import { outbound } from '../outbound.ts'
import type { Adapter, PortContext } from '../port.ts'
import { currentIn, forecastIn, placeIn } from './openweather-answer.ts'
import { type Coordinates, type Limits, STEPS, type WeatherPort } from './port.ts'

const name = 'openweather'
const BASE_URL = 'https://api.openweathermap.org'
/** A forecast has 16 kB. */
const MAX_ANSWER_BYTES = 512 * 1024
/** Its quota is one of a minute, and it does not say when that ends. */
const QUOTA_MS = 60_000

type Query = Record<string, string | number>

/** OpenWeather: current weather and forecast (2.5), and geocoding (1.0). */
export const openweather: Adapter<WeatherPort> = {
  name,
  needs: ['OPENWEATHER_KEY'],
  open(env, context) {
    const get = getter(env, context)
    const ask = <T>(path: string, query: Query, limits: Limits, read: (name: string, body: unknown) => T) =>
      withinDeadline(name, limits, context.clock, async (signal) => read(name, await get(path, query, signal)))
    const at = ({ lat, lon }: Coordinates) => ({ lat, lon, units: 'metric' })
    return {
      model: 'openweather-2.5',
      state: () => 'ok',
      current: (place, limits) => ask('data/2.5/weather', at(place), limits, currentIn),
      forecast: (place, limits) => ask('data/2.5/forecast', { ...at(place), cnt: STEPS }, limits, forecastIn),
      locate: (city, limits) => ask('geo/1.0/direct', { q: city, limit: 1 }, limits, placeIn),
    }
  },
}

function getter(env: Env, context: PortContext) {
  const request = outbound(MAX_ANSWER_BYTES)
  const base = (env.OPENWEATHER_BASE_URL ?? BASE_URL).replace(/\/+$/, '')
  const provider = {
    name,
    key: 'OPENWEATHER_KEY' as const,
    unknown: 'does not know the address: see OPENWEATHER_BASE_URL',
    warn: warnOncePerMinute(context),
  }
  return async (path: string, query: Query, signal: AbortSignal): Promise<unknown> => {
    const search = new URLSearchParams({ ...query, appid: env.OPENWEATHER_KEY } as Record<string, string>)
    const response = await request(`${base}/${path}?${search}`, { signal })
    if (!response.ok) {
      await response.body?.cancel().catch(() => {})
      const told = retryAfterMs(response.headers.get('retry-after'), context.clock.now().getTime())
      throw toFailure(provider, response.status, { retryAfterMs: told ?? QUOTA_MS })
    }
    if (response.headers.get('content-type')?.startsWith('text/html')) throw badResponse(name, 'answers a page')
    return response.json().catch((error) => {
      throw outboundFailure(name, error)
    })
  }
}
