import t from 'tap'
import { refusalOf } from '../../fixtures/saves.ts'
import { scenesOf, servedIn } from '../../fixtures/scenes.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const cleared = (deleted: number, text: string) => ({
  deleted,
  message: `${text} removed. The pictures stay in the gallery.`,
})

/** Two scenes of one place, and one of another. */
async function threeScenes(world: World) {
  const { scene } = scenesOf(world)
  await scene({ location: 'Town Square' })
  await scene({ location: 'Town Square', weather: 'snow' })
  await scene({ location: 'North Gate' })
}

onBoth(t, 'clearSceneCache refuses all but the operator, and what it does not know', async (t, it) => {
  const { clear, stats } = scenesOf(it)
  await threeScenes(it)
  t.strictSame(refusalOf(await clear({}, {})), [401, 'unauthorized'])
  t.strictSame(refusalOf(await clear({}, { authorization: 'Bearer of-nobody' })), [401, 'unauthorized'])
  t.strictSame(refusalOf(await clear({ location: ' ' })), [400, 'invalid-request', 'query.location'])
  t.strictSame(refusalOf(await clear({ location: 'a\0b' })), [400, 'invalid-request', 'query.location'])
  t.strictSame(refusalOf(await clear({ dry_run: 'maybe' })), [400, 'invalid-request', 'query.dry_run'])
  t.strictSame(refusalOf(await clear({ place: 'Town Square' })), [400, 'invalid-request', 'query.place'])
  t.equal((await stats()).json().active_cache_entries, 3)
})

onBoth(t, 'clearSceneCache counts with dry_run, and removes nothing', async (t, it) => {
  const { scene, clear } = scenesOf(it)
  t.strictSame((await clear({ dry_run: true })).json(), cleared(0, '0 entries would be'))
  await threeScenes(it)
  t.strictSame((await clear({ dry_run: true })).json(), cleared(3, '3 entries would be'))
  const inSquare = { dry_run: true, location: 'town  SQUARE' }
  t.strictSame((await clear(inSquare)).json(), cleared(2, '2 entries would be'))
  t.strictSame(servedIn(await scene({ location: 'Town Square' })), [200, 'HIT', 1])
})

onBoth(t, 'clearSceneCache forgets a place, or all, and never deletes a picture', async (t, it) => {
  const { scene, clear, stats } = scenesOf(it)
  await threeScenes(it)
  t.strictSame((await clear({ location: 'Deep Chamber' })).json(), cleared(0, '0 entries were'))
  t.strictSame((await clear({ location: ' town SQUARE ' })).json(), cleared(2, '2 entries were'))
  t.strictSame(servedIn(await scene({ location: 'North Gate' })), [200, 'HIT', 3])
  t.strictSame(servedIn(await scene({ location: 'Town Square' })), [200, 'MISS', 4])
  t.strictSame((await clear({ location: 'north gate' })).json(), cleared(1, '1 entry was'))
  await scene({ location: 'North Gate' })
  t.strictSame((await clear()).json(), cleared(2, '2 entries were'))
  t.match((await stats()).json(), { total_scenes: 0, active_cache_entries: 0 })
  const gallery = (await it.call({ url: '/api/v1/images/search' })).json()
  t.strictSame(
    gallery.items.map((image: { id: number }) => image.id),
    [5, 4, 3, 2, 1],
  )
  t.equal((await it.call({ url: '/api/v1/images/1/file' })).statusCode, 200)
})
