import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const hero = { name: 'Kael', class: 'fighter', hp: 120, bag: { rope: 1 } }
const state = stateOf({ heroes: [hero], choices: { scene3: 'fight' }, gold: 5, map: { seen: { a: 1, b: 2 } } })

onBoth(t, 'patchSave asks for If-Match with 428, and reads it as a merge patch or as JSON', async (t, world) => {
  const { save, load, patch } = savesOf(world)
  await save('asked', state)
  const type = (value: string) => ({ 'if-match': '*', 'content-type': value })
  t.strictSame(refusalOf(await patch('asked', { gold: 6 }, {})), [428, 'if-match-required'])
  t.strictSame(refusalOf(await patch('asked', { gold: 6 }, { 'if-none-match': '*' })), [428, 'if-match-required'])
  t.strictSame(refusalOf(await patch('nothing', { gold: 6 }, {})), [428, 'if-match-required'])
  t.strictSame(refusalOf(await patch('nothing', { gold: 6 })), [404, 'save-not-found'])
  t.strictSame(refusalOf(await patch('asked', { gold: 6 }, type('text/plain'))), [415, 'unsupported-media-type'])
  t.strictSame(refusalOf(await patch('asked', [1])), [400, 'invalid-request', 'body'])
  t.strictSame(refusalOf(await patch('asked', null)), [400, 'invalid-request', 'body'])
  t.strictSame((await load('asked')).json().state, state)
  t.equal((await patch('asked', { gold: 6 }, type('application/json'))).statusCode, 200)
  t.equal((await load('asked')).json().state.gold, 6)
})

/** Patches that would leave no valid state, and the path of what is wrong. */
const wrong: [Record<string, unknown>, string][] = [
  [{ scene_index: 12 }, 'state.scene_index'],
  [{ scene_index: '6' }, 'state.scene_index'],
  [{ scene_index: null }, 'state.scene_index'],
  [{ party_name: null }, 'state.party_name'],
  [{ party_name: '' }, 'state.party_name'],
  [{ heroes: null }, 'state.heroes'],
  [{ heroes: { 0: hero } }, 'state.heroes'],
  [{ heroes: Array(101).fill(hero) }, 'state.heroes'],
  [{ heroes: [{ ...hero, hp: 1.5 }] }, 'state.heroes[0].hp'],
  [{ heroes: [hero, { name: 'Aether', class: 'scribe' }] }, 'state.heroes[1].hp'],
  [{ symbol_choice: 'x'.repeat(201) }, 'state.symbol_choice'],
  [{ choices: { scene4: { deep: 1 } } }, 'state.choices.scene4'],
  [{ choices: { ['k'.repeat(201)]: 1 } }, `state.choices.${'k'.repeat(201)}`],
  [{ choices: 'fight' }, 'state.choices'],
  [{ choices: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`more${at}`, 1])) }, 'state.choices'],
]

onBoth(t, 'patchSave holds the patched state to the contract and names the path', async (t, world) => {
  const { save, load, patch } = savesOf(world)
  await save('held', state)
  for (const [change, path] of wrong) {
    const told = JSON.stringify(change).slice(0, 60)
    t.strictSame(refusalOf(await patch('held', change)), [400, 'invalid-request', path], told)
  }
  t.strictSame(refusalOf(await patch('held', { a: ['\0'] })), [400, 'invalid-request', 'body.a[0]'])
  t.match((await load('held')).json(), { version: 1, state })
})

onBoth(t, 'patchSave counts characters as saveSession does', async (t, world) => {
  const { save, load, patch } = savesOf(world)
  const wide = stateOf({ party_name: '🏰'.repeat(200), heroes: [{ name: '🗡'.repeat(200), class: 'x', hp: 1 }] })
  t.equal((await save('wide', wide)).statusCode, 200)
  t.equal((await patch('wide', { choices: { ['🔑'.repeat(200)]: 'x' } })).statusCode, 200)
  t.strictSame((await load('wide')).json().state, { ...wide, choices: { ['🔑'.repeat(200)]: 'x' } })
})

onBoth(t, 'patchSave changes what it names and keeps the rest', async (t, world) => {
  const { save, load, patch, version } = savesOf(world)
  await save('part', state)
  world.clock.now += 1_000
  const first = await patch(
    'part',
    { scene_index: 7, choices: { scene7: 'run' }, map: { seen: { a: null } } },
    { 'if-match': '"1"' },
  )
  t.strictSame(first.json(), {
    status: 'saved',
    session_id: 'part',
    scene_index: 7,
    version: 2,
    updated_at: '2026-11-20T09:30:01.000Z',
  })
  t.equal(first.headers.etag, '"2"')
  const after = { ...state, scene_index: 7, choices: { scene3: 'fight', scene7: 'run' }, map: { seen: { b: 2 } } }
  t.strictSame((await load('part')).json().state, after)
  t.strictSame((await version('part', 1)).json().state, state)

  const charset = { 'if-match': '"9", "2"', 'content-type': 'application/merge-patch+json; charset=utf-8' }
  const heroes = [{ ...hero, hp: 0 }]
  t.equal((await patch('part', { heroes, symbol_choice: 'fire', gold: null }, charset)).json().version, 3)
  const { gold: _gold, ...rest } = after
  t.strictSame((await load('part')).json().state, { ...rest, heroes, symbol_choice: 'fire' })
  t.equal((await patch('part', { symbol_choice: null, choices: null })).json().version, 4)
  t.strictSame((await load('part')).json().state, { ...rest, heroes, symbol_choice: null, choices: {} })
})

onBoth(t, 'patchSave with If-Match: * loses none of twenty patches sent at once', async (t, world) => {
  const { save, load, patch } = savesOf(world)
  await save('crowd', stateOf())
  const names = Array.from({ length: 20 }, (_, at) => `player${at}`)
  const replies = await Promise.all(names.map((name) => patch('crowd', { choices: { [name]: true } })))
  for (const reply of replies) t.equal(reply.statusCode, 200)
  t.strictSame(Object.keys((await load('crowd')).json().state.choices).sort(), names.sort())
})
