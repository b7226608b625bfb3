import t from 'tap'
import { savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const heroes = [{ name: 'Kael', class: 'fighter', hp: 1, bag: { rope: 1, lamp: { oil: 2 } } }]
const state = stateOf({ heroes, choices: { a: 1, b: 'x' }, gold: { coins: 3, gems: 4 } })
/** The same content, every object's members the other way round. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reversed(member)])
      .reverse(),
  )
}

onBoth(t, 'saveSession of identical content keeps version, time and history, whatever the order', async (t, world) => {
  const { save, load, versions, patch } = savesOf(world)
  const first = (await save('same', state)).json()
  world.clock.now += 60_000
  const replies = [
    await save('same', state),
    await save('same', reversed(state)),
    await save('same', state, { 'if-match': '"1"' }),
    await save('same', state, { 'if-match': '*' }),
    await patch('same', {}),
    await patch('same', { gold: { coins: 3 } }),
  ]
  for (const reply of replies) {
    t.strictSame(reply.json(), first)
    t.equal(reply.headers.etag, '"1"')
  }
  t.equal((await load('same')).json().version, 1)
  t.equal((await versions('same')).json().total_items, 1)
})

onBoth(t, 'saveSession sees the smallest difference', async (t, world) => {
  const { save } = savesOf(world)
  await save('differs', state)
  const changes: Record<string, unknown>[] = [
    { party_name: 'Minimal ' },
    { symbol_choice: '' },
    { symbol_choice: 'null' },
    { heroes: [] },
    { choices: { a: '1', b: 'x' } },
    { gold: { coins: 3, gems: '4' } },
    { gold: undefined },
    { gold: null },
  ]
  for (const [at, change] of changes.entries()) {
    t.equal((await save('differs', { ...state, ...change })).json().version, at + 2, JSON.stringify(change))
  }
})
