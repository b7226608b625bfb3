import type { PlaceQuery } from '../../../schemas/weather.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import type { Place } from '../../ports/weather/port.ts'
import { findCity } from '../../services/cities/cities.ts'
import { nameKey } from '../../services/cities/name-key.ts'
import { DAY_MS } from '../../services/durations.ts'
import { OwnRefusal } from '../../services/outbound-cache/outbound-cache.ts'
import { whyOf } from '../../services/outbound-cache/serve.ts'
import { DEADLINE_MS } from './deadline.ts'

export type Needs = Pick<Deps, 'clock' | 'limits' | 'outboundCache' | 'weather'>

/** Where the weather is asked for; without a name where coordinates were sent. */
export type Where = Pick<Place, 'lat' | 'lon'> & Partial<Pick<Place, 'name' | 'country'>>

/** Milliseconds after which the name of an unknown city is looked up again. */
const UNKNOWN_MS = 30_000

/** Two decimals are about a kilometre. -0 and 0 are one place, and so are both ends of the longitudes. */
const rounded = (degrees: number) => Math.round(degrees * 100) / 100 + 0

export function coordinatesOf({ lat, lon }: { lat: number; lon: number }) {
  const east = rounded(lon)
  return { lat: rounded(lat), lon: east === -180 ? 180 : east }
}

/** The place of a request. Throws `invalid-request` when it names none, and `city-not-found`. */
export async function whereOf(deps: Needs, query: PlaceQuery, limitKey: string): Promise<Where> {
  const { lat, lon, city } = query
  if (lat !== undefined && lon !== undefined) return coordinatesOf({ lat, lon })
  if (lat !== undefined || lon !== undefined) {
    const [missing, other] = lat === undefined ? ['lat', 'lon'] : ['lon', 'lat']
    throw invalid([{ path: `query.${missing}`, message: `is required with ${other}` }])
  }
  if (city === undefined) throw invalid([{ path: 'query.lat', message: 'is required, with lon; or send city' }])
  const place = (await findCity(city)) ?? (await locate(deps, city, limitKey))
  if (!place) throw refuse('city-not-found')
  return { ...place, ...coordinatesOf(place) }
}

/** By the provider, for places that are too small for our list. */
async function locate(deps: Needs, city: string, limitKey: string): Promise<Place | undefined> {
  const outside = deps.weather.find(({ port }) => port.locate)?.port
  if (!outside?.locate) return undefined
  const { locate } = outside
  const found = await deps.outboundCache.find<Place | null>({
    key: `place:1:${city.split(',').map(nameKey).join(',')}`,
    freshMs: (place) => (place ? DAY_MS : UNKNOWN_MS),
    staleMs: 30 * DAY_MS,
    load: async () => {
      if (!(await deps.limits.use('lookups', limitKey)).isAllowed) throw new OwnRefusal('budget')
      return (await locate(city, { deadlineMs: DEADLINE_MS })) ?? null
    },
    whyOf,
  })
  return found.value ?? undefined
}
