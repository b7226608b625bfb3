import t from 'tap'
import { refusalOf } from '../../fixtures/saves.ts'
import { GENERATE, scenesOf, servedIn } from '../../fixtures/scenes.ts'
import { onBoth } from '../../fixtures/world.ts'

const long = (length: number) => 'x'.repeat(length)
const tavern = { location: 'Starting Tavern' }

onBoth(t, 'generateScene refuses what is not a scene, and names the member', async (t, world) => {
  const { scene, query, stats } = scenesOf(world)
  const wrong: [Record<string, unknown>, string][] = [
    [{ location: undefined }, 'body.location'],
    [{ location: null }, 'body.location'],
    [{ location: '' }, 'body.location'],
    [{ location: ' \n\t\u00a0' }, 'body.location'],
    [{ location: long(201) }, 'body.location'],
    [{ location: ['Starting Tavern'] }, 'body.location'],
    [{ location: 'a\0b' }, 'body.location'],
    [{ location: 'half of a \ud800 character' }, 'body.location'],
    [{ time_of_day: ' ' }, 'body.time_of_day'],
    [{ time_of_day: long(51) }, 'body.time_of_day'],
    [{ weather: '' }, 'body.weather'],
    [{ weather: 7 }, 'body.weather'],
    [{ force_regenerate: 'true' }, 'body.force_regenerate'],
    [{ session_id: '' }, 'body.session_id'],
    [{ prompt: 'A tavern' }, 'body.prompt'],
  ]
  for (const [members, path] of wrong) {
    const reply = await scene({ ...tavern, ...members })
    t.strictSame(refusalOf(reply), [400, 'invalid-request', path], JSON.stringify(members).slice(0, 60))
  }
  const wrongQueries: [Record<string, string>, string][] = [
    [{ location: '' }, 'query.location'],
    [{ location: ' ' }, 'query.location'],
    [{ location: long(201) }, 'query.location'],
    [{ ...tavern, force_regenerate: 'maybe' }, 'query.force_regenerate'],
    [{ ...tavern, place: 'Mine' }, 'query.place'],
  ]
  for (const [members, path] of wrongQueries) {
    t.strictSame(refusalOf(await query(members)), [400, 'invalid-request', path], JSON.stringify(members).slice(0, 60))
  }
  t.match((await stats()).json(), { total_scenes: 0, active_cache_entries: 0, misses: 0 }, 'nothing was painted')
})

onBoth(t, 'generateScene refuses NUL in a query like in a body', async (t, world) => {
  const { query } = scenesOf(world)
  const reply = await query({ location: 'a\0b' })
  t.strictSame(refusalOf(reply), [400, 'invalid-request', 'query.location'])
})

onBoth(t, 'generateScene without a location anywhere says where it belongs', async (t, world) => {
  const { scene, query, stats } = scenesOf(world)
  const replies = [
    await scene({}),
    await scene({ weather: 'rain' }),
    await scene(undefined),
    await query({ weather: 'rain' }),
    await query({ weather: 'rain' }, { payload: { time_of_day: 'dusk' } }),
  ]
  for (const reply of replies) {
    t.strictSame(refusalOf(reply), [400, 'invalid-request', 'body.location'])
    t.match(reply.json().message, 'is required, here or in the query')
  }
  t.match((await stats()).json(), { total_scenes: 0, misses: 0 })
})

onBoth(t, 'generateScene refuses a body that is no JSON object, also beside a whole query', async (t, world) => {
  const { query } = scenesOf(world)
  const sent = (payload: string, type = 'application/json') =>
    query(tavern, { payload, headers: { 'content-type': type } })
  t.strictSame(refusalOf(await sent('[]')), [400, 'invalid-request', 'body'])
  t.strictSame(refusalOf(await sent('"Starting Tavern"')), [400, 'invalid-request', 'body'])
  t.strictSame(refusalOf(await sent('{"location":')), [400, 'malformed-request'])
  t.strictSame(refusalOf(await sent('location=Mine', 'application/x-www-form-urlencoded')), [
    415,
    'unsupported-media-type',
  ])
})

onBoth(t, 'generateScene takes a body, a query, or both, of which the body counts first', async (t, world) => {
  const { scene, query } = scenesOf(world)
  const first = await scene({ location: 'Mine Entrance', time_of_day: 'dusk', weather: 'rain' })
  t.strictSame(servedIn(first), [200, 'MISS', 1])
  t.equal(first.json().prompt, 'Mine Entrance at dusk, rain')
  const dusk = { location: 'Mine Entrance', time_of_day: 'dusk', weather: 'rain' }
  const same = [
    await query(dusk),
    await query(dusk, { payload: {} }),
    await query({ ...dusk, weather: 'snow' }, { payload: { weather: 'rain' } }),
    await query({ location: 'West Road', time_of_day: 'day' }, { payload: dusk }),
    await query({ weather: 'rain' }, { payload: { location: 'Mine Entrance', time_of_day: 'dusk' } }),
    await query({ ...dusk, force_regenerate: 'true' }, { payload: { force_regenerate: false } }),
    await world.call({ method: 'POST', url: GENERATE, payload: { ...dusk, session_id: 'a-session' } }),
  ]
  for (const reply of same) t.strictSame(servedIn(reply), [200, 'HIT', 1])
  t.strictSame(servedIn(await query({ ...dusk, force_regenerate: 'true' })), [200, 'MISS', 2])
})

onBoth(t, 'generateScene at no given hour and weather is by day and clear', async (t, world) => {
  const { scene, query } = scenesOf(world)
  t.equal((await scene(tavern)).json().prompt, 'Starting Tavern at day, clear')
  t.strictSame(servedIn(await query({ ...tavern, time_of_day: 'day', weather: 'clear' })), [200, 'HIT', 1])
})

onBoth(t, 'generateScene takes names that differ in Unicode form, capitals and spaces for one', async (t, world) => {
  const { scene, query } = scenesOf(world)
  t.strictSame(servedIn(await scene({ location: 'Café Noir', time_of_day: 'Dusk', weather: 'Light Rain' })), [
    200,
    'MISS',
    1,
  ])
  const same = [
    { location: 'Cafe\u0301 Noir', time_of_day: 'dusk', weather: 'light rain' },
    { location: '  CAFÉ \t NOIR ', time_of_day: 'DUSK ', weather: 'light  rain' },
    { location: 'cafe\u0301\u00a0noir', time_of_day: '\tdusk', weather: 'Light\nRain' },
  ]
  for (const body of same) t.strictSame(servedIn(await scene(body)), [200, 'HIT', 1], JSON.stringify(body))
  for (const body of same) t.strictSame(servedIn(await query(body)), [200, 'HIT', 1], JSON.stringify(body))
  const other = [
    { location: 'Cafe Noir', time_of_day: 'dusk', weather: 'light rain' },
    { location: 'Café Noir', time_of_day: 'dawn', weather: 'light rain' },
    { location: 'Café Noir', time_of_day: 'dusk', weather: 'rain' },
    { location: 'Café', time_of_day: 'Noir dusk', weather: 'light rain' },
    { location: 'Café Noir","dusk', time_of_day: 'dusk', weather: 'light rain' },
  ]
  const ids: number[] = []
  for (const body of other) ids.push((await scene(body)).json().id)
  t.strictSame(ids, [2, 3, 4, 5, 6], 'each is a scene of its own')
})

onBoth(t, 'generateScene refuses markup in what names a scene, which the gallery shows', async (t, world) => {
  const { scene } = scenesOf(world)
  for (const name of ['location', 'time_of_day', 'weather']) {
    const reply = await scene({ location: 'Cave', [name]: '<img src=x onerror=alert(1)>' })
    t.equal(reply.statusCode, 400)
    t.match(reply.json(), { details: [{ path: `body.${name}`, message: 'must not contain markup' }] })
  }
})
