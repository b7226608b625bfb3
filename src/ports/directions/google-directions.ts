import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse, ProviderFailure } from '../failure.ts'
import { retryAfterMs, toFailure } from '../http-failure.ts'
import { type GoogleApi, type GoogleContext, jsonOf, NotEnabled, name } from './google-api.ts'
import type { Point, Route } from './port.ts'
import { Meters, Polyline, Seconds } from './route-members.ts'

const Status = Type.Object({ status: Type.String() })
const Routes = Type.Object({
  routes: Type.Array(
    Type.Object({
      legs: Type.Array(
        Type.Object({ duration: Type.Object({ value: Seconds }), distance: Type.Object({ value: Meters }) }),
        { minItems: 1, maxItems: 1 },
      ),
      overview_polyline: Type.Object({ points: Polyline }),
    }),
  ),
})

const textOf = ({ lat, lng }: Point) => `${lat},${lng}`
/** Statuses of an answer without a way. */
const noWay = ['ZERO_RESULTS', 'NOT_FOUND', 'MAX_ROUTE_LENGTH_EXCEEDED']

/** Google's Directions API, which projects from before 2026 may have in place of the Routes API. */
export function directionsApi({ key, baseOf, provider, request, now }: GoogleContext): GoogleApi {
  const base = baseOf('https://maps.googleapis.com')
  return {
    async route(mode, { from, to }, signal) {
      const query = new URLSearchParams({ origin: textOf(from), destination: textOf(to), mode, key })
      const response = await request(`${base}/maps/api/directions/json?${query}`, { signal })
      if (!response.ok) {
        await response.body?.cancel().catch(() => {})
        if (response.status === 403 || response.status === 404) throw new NotEnabled()
        throw toFailure(provider, response.status, {
          retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now()),
        })
      }
      const answer = await jsonOf(response)
      if (!Value.Check(Status, answer)) throw badResponse(name, 'answers in another form')
      if (answer.status !== 'OK') return noRoute(answer.status)
      if (!Value.Check(Routes, answer)) throw badResponse(name, 'answers in another form')
      const [{ legs, overview_polyline } = {}] = answer.routes as Partial<(typeof Routes)['static']['routes'][number]>[]
      const leg = legs?.[0]
      if (!leg || !overview_polyline) return undefined
      const [seconds, meters] = [leg.duration.value, leg.distance.value].map(Math.round) as [number, number]
      return { mode, seconds, meters, polyline: overview_polyline.points } satisfies Route
    },
  }
}

/** It tells errors with the status 200. */
function noRoute(status: string): undefined {
  if (noWay.includes(status)) return undefined
  if (status === 'REQUEST_DENIED') throw new NotEnabled()
  if (status === 'OVER_QUERY_LIMIT' || status === 'OVER_DAILY_LIMIT')
    throw new ProviderFailure('quota', `${name} has no quota left`)
  throw new ProviderFailure('unavailable', `${name} refuses`, { isAboutAsk: status === 'INVALID_REQUEST' })
}
