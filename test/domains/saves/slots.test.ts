import { test } from 'tap'
import { signUp } from '../../fixtures/accounts.ts'
import { cursorOf } from '../../fixtures/cursors.ts'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

type Headers = Record<string, string>

const list = ({ call }: World, headers: Headers, query = '') => call({ url: `/api/v1/saves${query}`, headers })
const namesOf = (reply: { json(): { items: { session_id: string }[] } }) =>
  reply.json().items.map(({ session_id }) => session_id)

test('listSaves', async (t) => {
  onBoth(t, 'it refuses a cursor of another list, and a page out of bounds', async (t, world) => {
    const { as } = await signUp(world)
    const at = '2026-11-20T09:30:00.000Z'
    const cursors = [
      cursorOf('version', 1),
      cursorOf('saves', 1, 'x'),
      cursorOf('saves', at),
      'x',
      cursorOf('saves', at, '\0'),
    ]
    for (const cursor of cursors)
      t.strictSame(
        refusalOf(await list(world, as, `?cursor=${cursor}`)),
        [400, 'invalid-request', 'query.cursor'],
        cursor,
      )
    t.strictSame(refusalOf(await list(world, as, '?page_size=101')), [400, 'invalid-request', 'query.page_size'])
  })

  onBoth(t, 'a user sees all of their own, the last played first, and nothing of anyone else', async (t, world) => {
    const { save, remove } = savesOf(world)
    const ada = await signUp(world)
    const kim = await signUp(world)
    for (const slot of ['one', 'two', 'three', 'four', 'five']) {
      world.clock.now += 1_000
      await save(slot, stateOf({ party_name: `Party ${slot}`, scene_index: 2 }), ada.as)
    }
    await save('one', stateOf({ party_name: 'Kim' }), kim.as)
    await save('one', stateOf({ party_name: 'Nobody' }))
    await remove('four', ada.as)
    t.strictSame(namesOf(await list(world, ada.as)), ['five', 'three', 'two', 'one'])
    t.strictSame((await list(world, kim.as)).json().items, [
      {
        session_id: 'one',
        party_name: 'Kim',
        scene_index: 1,
        size_bytes: 82,
        version: 1,
        updated_at: '2026-11-20T09:30:05.000Z',
      },
    ])
    world.clock.now += 1_000
    await save('two', stateOf({ party_name: 'played again' }), ada.as)
    const walked: string[] = []
    let query = '?page_size=2'
    for (let pages = 0; pages < 5; pages++) {
      const reply = await list(world, ada.as, query)
      walked.push(...namesOf(reply))
      const { next_cursor } = reply.json()
      if (next_cursor === null) break
      query = `?page_size=2&cursor=${next_cursor}`
    }
    t.strictSame(walked, ['two', 'five', 'three', 'one'])
    t.match((await list(world, ada.as)).json(), { page: 1, total_items: 4, total_pages: 1, next_cursor: null })
  })

  onBoth(t, 'a player without an account sees the save of the session', async (t, world) => {
    await savesOf(world).save('mine', stateOf())
    t.strictSame(namesOf(await list(world, { 'x-session-id': 'mine' })), ['mine'])
    t.strictSame(namesOf(await list(world, {}, '?session_id=mine')), ['mine'])
    t.strictSame(namesOf(await list(world, {})), [])
    t.strictSame(namesOf(await list(world, { 'x-session-id': 'other' })), [])
  })
})
