import { type Static, Type } from '@sinclair/typebox'
import { problems } from './problems.ts'
import { prose } from './prose.ts'
import { ServedBy } from './served-by.ts'
import { answer, defaulted, enumOf, ref } from './shared.ts'

export const tag = { name: 'directions', description: 'The way to a real place, on foot or by public transport' }
const tags = [tag.name]

const latitude = { minimum: -90, maximum: 90 }
const longitude = { minimum: -180, maximum: 180 }

export const DirectionsQuery = Type.Object(
  {
    lat: Type.Number({ ...latitude, description: 'Where to: degrees, north is positive', examples: [40.7484] }),
    lng: Type.Number({ ...longitude, description: 'Where to: degrees, east is positive', examples: [-73.9857] }),
    origin_lat: defaulted(
      Type.Number({ ...latitude, default: 40.693393, description: 'Where from; sent with origin_lng, or not at all' }),
    ),
    origin_lng: defaulted(
      Type.Number({ ...longitude, default: -73.98555, description: 'Where from; sent with origin_lat, or not at all' }),
    ),
  },
  { additionalProperties: false },
)
export type DirectionsQuery = Static<typeof DirectionsQuery>

export const Directions = Type.Object(
  {
    mode: enumOf(['walking', 'transit'], { description: 'The faster one' }),
    duration_text: Type.String({ examples: ['1 hr, 24 min'] }),
    distance_text: Type.String({ examples: ['6.7 km'] }),
    duration_seconds: Type.Integer({ minimum: 0 }),
    distance_meters: Type.Integer({ minimum: 0 }),
    maps_link: Type.String({ description: 'The way in Google Maps, for people; it carries no key' }),
    polyline: Type.String({ description: "The way as a line, in Google's encoding" }),
    simulated: Type.Boolean({
      description: 'Calculated here: the straight line, longer by 30 %, at 4.8 km/h on foot',
    }),
    stale: Type.Boolean({ description: 'The last that is known: the provider gives nothing newer' }),
    served_by: ref(ServedBy),
  },
  {
    $id: 'Directions',
    description: 'The way from one place to another',
    examples: [
      {
        mode: 'transit',
        duration_text: '31 min',
        distance_text: '7.2 km',
        duration_seconds: 1_860,
        distance_meters: 7_214,
        maps_link:
          'https://www.google.com/maps/dir/?api=1&origin=40.693393,-73.98555&destination=40.7484,-73.9857&travelmode=transit',
        polyline: 'uvqwFxnnbMcpBmHyoE{i@',
        simulated: false,
        stale: false,
        served_by: {
          provider: 'google',
          model: 'google-maps',
          cached: false,
          fallback: false,
          fallback_reason: null,
          latency_ms: 212,
          cost_micro_usd: 10_000,
        },
      },
    ],
  },
)
export type Directions = Static<typeof Directions>

export const readDirections = {
  operationId: 'readDirections',
  tags,
  summary: 'The way to a place',
  description: prose`
    By Google where its key is set: on foot and by public transport at once, the faster counts; kept for five minutes.
    Else, and where Google cannot say within five seconds, the way is calculated (simulated).`,
  querystring: DirectionsQuery,
  response: { 200: answer('The way', ref(Directions)), ...problems() },
}
