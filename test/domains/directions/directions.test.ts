import t from 'tap'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const URL = '/api/v1/directions'

onBoth(t, 'readDirections refuses what is no way, and names the member', async (t, { call }) => {
  const wrong: [string, string][] = [
    ['', 'query.lat'],
    ['lat=1', 'query.lng'],
    ['lng=1', 'query.lat'],
    ['lat=90.01&lng=0', 'query.lat'],
    ['lat=0&lng=-180.01', 'query.lng'],
    ['lat=&lng=0', 'query.lat'],
    ['lat=a&lng=0', 'query.lat'],
    ['lat=0&lon=0', 'query.lng'],
    ['lat=1&lng=1&origin_lat=1', 'query.origin_lng'],
    ['lat=1&lng=1&origin_lng=1', 'query.origin_lat'],
    ['lat=1&lng=1&origin_lat=91&origin_lng=1', 'query.origin_lat'],
    ['lat=1&lng=1&origin_lat=1&origin_lng=181', 'query.origin_lng'],
    ['lat=1&lng=1&mode=driving', 'query.mode'],
  ]
  for (const [query, member] of wrong)
    t.strictSame(refusalOf(await call({ url: `${URL}?${query}` })), [400, 'invalid-request', member], query)
})

onBoth(t, 'readDirections without a provider is a straight line on foot, longer by 30 %', async (t, { call }) => {
  const { served_by, polyline, ...way } = (await call({ url: `${URL}?lat=40.7484&lng=-73.9857` })).json()
  t.strictSame(way, {
    mode: 'walking',
    duration_text: '1 hr, 39 min',
    distance_text: '8 km',
    duration_seconds: 5_963,
    distance_meters: 7_951,
    maps_link:
      'https://www.google.com/maps/dir/?api=1&origin=40.693393,-73.98555&destination=40.7484,-73.9857&travelmode=walking',
    simulated: true,
    stale: false,
  })
  t.match(served_by, { provider: 'built-in', model: 'great-circle-1', fallback_reason: 'not_configured' })
  t.match(polyline, /^[?-~]{20,}$/)
})

onBoth(t, 'readDirections takes 0 for a value, and the way to where one is for none', async (t, { call }) => {
  const way = async (query: string) => (await call({ url: `${URL}?${query}` })).json()
  t.match(await way('lat=0&lng=0&origin_lat=0&origin_lng=0'), {
    duration_seconds: 0,
    distance_meters: 0,
    duration_text: '1 min',
    distance_text: '0 m',
    polyline: '????',
  })
  t.match(await way('lat=0&lng=1&origin_lat=0&origin_lng=0'), { distance_meters: 144_553, distance_text: '144.6 km' })
  t.match(
    await way('lat=0&lng=-179.5&origin_lat=0&origin_lng=179.5'),
    { distance_meters: 144_553 },
    'the short way round',
  )
  t.match(await way('lat=90&lng=0&origin_lat=-90&origin_lng=0'), { distance_meters: 26_019_613 })
})
