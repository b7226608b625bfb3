import type { Directions, DirectionsQuery } from '../../../schemas/directions.ts'
import type { Deps } from '../../deps.ts'
import { invalid } from '../../errors.ts'
import type { Directions as DirectionsPort, Mode, Point, Route } from '../../ports/directions/port.ts'
import { HOUR_MS } from '../../services/durations.ts'
import { serve } from '../../services/outbound-cache/serve.ts'
import { settleFailure } from '../../services/spending/failed-call.ts'
import { distanceText, durationText } from './texts.ts'

export type Needs = Pick<Deps, 'clock' | 'limits' | 'outboundCache' | 'directions' | 'paidCalls'>

const FRESH_MS = 300_000
const DEADLINE_MS = 5_000

/** Half of an origin would be completed by half of the default one, on the other side of the earth. */
export function refuseHalfOrigin(query: unknown): void {
  const { origin_lat, origin_lng } = (query ?? {}) as Partial<DirectionsQuery>
  if ((origin_lat === undefined) === (origin_lng === undefined)) return
  const [missing, other] = origin_lat === undefined ? ['origin_lat', 'origin_lng'] : ['origin_lng', 'origin_lat']
  throw invalid([{ path: `query.${missing}`, message: `is required with ${other}` }])
}

/** `limitKey` counts the lookups of the caller. Never fails for want of a provider. */
export async function readDirections(deps: Needs, limitKey: string, query: DirectionsQuery): Promise<Directions> {
  const to = pointOf(query.lat, query.lng)
  const from = pointOf(query.origin_lat, query.origin_lng)
  const ways = { from, to, deadlineMs: DEADLINE_MS }
  const { value, isSimulated, isStale, served_by } = await serve(deps, {
    serving: deps.directions,
    key: `directions:1:${textOf(from)}:${textOf(to)}`,
    freshMs: FRESH_MS,
    staleMs: HOUR_MS,
    limitKey,
    ask: (port, paid) => askPaid(deps, port, ways, paid),
    makeUp: (port) => port.fastest(ways),
  })
  return {
    ...routeOf(value),
    maps_link: mapsLink(from, to, value.mode),
    simulated: isSimulated,
    stale: isStale,
    served_by,
  }
}

/** Six decimals are less than a metre; 0 and -0 are one. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6 + 0
const pointOf = (lat: number, lng: number): Point => ({ lat: rounded(lat), lng: rounded(lng) })
const textOf = ({ lat, lng }: Point) => `${lat},${lng}`

/** Asks the outside service, paid by this service for all: the answer is kept for the next ones who ask. */
async function askPaid(
  { paidCalls }: Needs,
  port: DirectionsPort,
  ask: Parameters<DirectionsPort['fastest']>[0],
  paid: (microUsd: number) => void,
): Promise<Route> {
  const most = [{ key: 'directions.google', unit: 'request', amount: port.requests }]
  const call = { owner: null, service: 'directions', provider: 'google', model: port.model, most }
  const reservation = await paidCalls.reserve(call)
  try {
    const route = await port.fastest(ask)
    paid(await reservation.settle(most))
    return route
  } catch (error) {
    paid(await settleFailure(reservation, 'google', error))
    throw error
  }
}

const routeOf = ({ mode, seconds, meters, polyline }: Route) => ({
  mode,
  duration_text: durationText(seconds),
  distance_text: distanceText(meters),
  duration_seconds: seconds,
  distance_meters: meters,
  polyline,
})

const mapsLink = (from: Point, to: Point, mode: Mode) =>
  `https://www.google.com/maps/dir/?api=1&origin=${textOf(from)}&destination=${textOf(to)}&travelmode=${mode}`
