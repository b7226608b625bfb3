import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse } from '../failure.ts'
import { failureOf } from '../gemini-failure.ts'
import { type GoogleApi, type GoogleContext, jsonOf, NotEnabled, name } from './google-api.ts'
import type { Point } from './port.ts'
import { Meters, Polyline, Seconds } from './route-members.ts'

const Answer = Type.Object({
  routes: Type.Optional(
    Type.Array(
      Type.Object({
        duration: Type.String({ pattern: '^\\d{1,9}(\\.\\d+)?s$' }),
        // Left out where it is 0.
        distanceMeters: Type.Optional(Meters),
        polyline: Type.Object({ encodedPolyline: Type.Optional(Polyline) }),
      }),
    ),
  ),
})

const waypoint = ({ lat, lng }: Point) => ({ location: { latLng: { latitude: lat, longitude: lng } } })
const modes = { walking: 'WALK', transit: 'TRANSIT' } as const

/** Google's Routes API (v2), which new projects have. */
export function routesApi({ key, baseOf, provider, request, now }: GoogleContext): GoogleApi {
  const url = `${baseOf('https://routes.googleapis.com')}/directions/v2:computeRoutes`
  const headers = {
    'content-type': 'application/json',
    'x-goog-api-key': key,
    'x-goog-fieldmask': 'routes.duration,routes.distanceMeters,routes.polyline.encodedPolyline',
  }
  return {
    async route(mode, { from, to }, signal) {
      const body = JSON.stringify({ origin: waypoint(from), destination: waypoint(to), travelMode: modes[mode] })
      const response = await request(url, { method: 'POST', headers, body, signal })
      if (response.status === 403 || response.status === 404) {
        await response.body?.cancel().catch(() => {})
        throw new NotEnabled()
      }
      if (!response.ok) throw await failureOf(provider, response, now())
      const answer = await jsonOf(response)
      if (!Value.Check(Answer, answer)) throw badResponse(name, 'answers in another form')
      const [first] = answer.routes ?? []
      if (!first) return undefined
      const seconds = Number(first.duration.slice(0, -1))
      if (!Value.Check(Seconds, seconds)) throw badResponse(name, 'answers in another form')
      const polyline = first.polyline.encodedPolyline ?? ''
      return { mode, seconds: Math.round(seconds), meters: first.distanceMeters ?? 0, polyline }
    },
  }
}
