import t from 'tap'
import { refusalOf, samples, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const hero = { name: 'Aether', class: 'scribe', hp: 70 }
const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`scene${at}`, 'fight']))

/** What a state may not be, and the path that the refusal names. */
const wrong: [Record<string, unknown>, string][] = [
  [{ scene_index: 0 }, 'body.state.scene_index'],
  [{ scene_index: 12 }, 'body.state.scene_index'],
  [{ scene_index: 1.5 }, 'body.state.scene_index'],
  [{ scene_index: '6' }, 'body.state.scene_index'],
  [{ scene_index: true }, 'body.state.scene_index'],
  [{ scene_index: null }, 'body.state.scene_index'],
  [{ scene_index: undefined }, 'body.state.scene_index'],
  [{ party_name: '' }, 'body.state.party_name'],
  [{ party_name: 'x'.repeat(201) }, 'body.state.party_name'],
  [{ party_name: 7 }, 'body.state.party_name'],
  [{ party_name: undefined }, 'body.state.party_name'],
  [{ heroes: undefined }, 'body.state.heroes'],
  [{ heroes: {} }, 'body.state.heroes'],
  [{ heroes: Array(101).fill(hero) }, 'body.state.heroes'],
  [{ heroes: [hero, 'Kael'] }, 'body.state.heroes[1]'],
  [{ heroes: [{ ...hero, hp: '70' }] }, 'body.state.heroes[0].hp'],
  [{ heroes: [{ ...hero, hp: 70.5 }] }, 'body.state.heroes[0].hp'],
  [{ heroes: [{ ...hero, hp: undefined }] }, 'body.state.heroes[0].hp'],
  [{ heroes: [{ ...hero, name: '' }] }, 'body.state.heroes[0].name'],
  [{ heroes: [{ ...hero, name: 'x'.repeat(201) }] }, 'body.state.heroes[0].name'],
  [{ heroes: [{ ...hero, class: 'x'.repeat(101) }] }, 'body.state.heroes[0].class'],
  [{ symbol_choice: 'x'.repeat(201) }, 'body.state.symbol_choice'],
  [{ symbol_choice: 4 }, 'body.state.symbol_choice'],
  [{ choices: [] }, 'body.state.choices'],
  [{ choices: entries(501) }, 'body.state.choices'],
  [{ choices: { ['k'.repeat(201)]: 'x' } }, `body.state.choices.${'k'.repeat(201)}`],
  [{ choices: { scene8: { deep: 1 } } }, 'body.state.choices.scene8'],
  [{ choices: { scene8: ['fight'] } }, 'body.state.choices.scene8'],
]

onBoth(t, 'saveSession refuses a state outside the contract, names the path, and writes nothing', async (t, world) => {
  const { save, load } = savesOf(world)
  for (const [members, path] of wrong) {
    const told = JSON.stringify(members).slice(0, 60)
    t.strictSame(refusalOf(await save('wrong', stateOf(members))), [400, 'invalid-request', path], `${path} of ${told}`)
  }
  t.equal((await load('wrong')).statusCode, 404)
})

onBoth(t, 'saveSession refuses a body that is not { session_id, state }', async (t, world) => {
  const post = (payload: unknown) =>
    world.call({
      method: 'POST',
      url: '/api/v1/save',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(payload),
    })
  const state = stateOf()
  t.strictSame(refusalOf(await post({ session_id: 'a', state, user_id: 'b' })), [
    400,
    'invalid-request',
    'body.user_id',
  ])
  t.strictSame(refusalOf(await post({ session_id: 'a', state, version: 9 })), [400, 'invalid-request', 'body.version'])
  t.strictSame(refusalOf(await post({ session_id: 'a' })), [400, 'invalid-request', 'body.state'])
  t.strictSame(refusalOf(await post({ session_id: 5, state })), [400, 'invalid-request', 'body.session_id'])
  t.strictSame(refusalOf(await post({ session_id: 'a', state: [state] })), [400, 'invalid-request', 'body.state'])
  t.strictSame(refusalOf(await post([])), [400, 'invalid-request', 'body'])
  t.strictSame(refusalOf(await post(null)), [400, 'invalid-request', 'body'])
})

onBoth(t, 'loadSession answers 404 for a session that was never saved, never an empty state', async (t, world) => {
  const reply = await savesOf(world).load('nobody-saved-this')
  t.strictSame(refusalOf(reply), [404, 'save-not-found'])
  t.notOk('state' in reply.json())
})

onBoth(t, 'saveSession keeps every sample field for field, and loadSession gives it back', async (t, world) => {
  const { save, load } = savesOf(world)
  for (const { session_id, state } of samples) {
    const saved = await save(session_id, state)
    const updated_at = '2026-11-20T09:30:00.000Z'
    t.strictSame(saved.json(), { status: 'saved', session_id, scene_index: state.scene_index, version: 1, updated_at })
    t.equal(saved.headers.etag, '"1"')
    const loaded = await load(session_id)
    t.strictSame(loaded.json(), { session_id, state, version: 1, updated_at })
    t.equal(loaded.headers.etag, '"1"')
  }
})

onBoth(
  t,
  'saveSession and loadSession carry the demo from scene 1 to 8, closed and reopened at 6',
  async (t, world) => {
    const { save, load } = savesOf(world)
    const [demo] = samples as [(typeof samples)[0]]
    for (let scene_index = 1; scene_index <= 6; scene_index++) {
      const symbol_choice = scene_index < 6 ? null : 'chaos'
      const reply = await save(demo.session_id, { ...demo.state, scene_index, symbol_choice, choices: {} })
      t.equal(reply.json().version, scene_index)
    }
    const { state } = (await load(demo.session_id)).json()
    t.equal(state.scene_index, 6)
    t.equal(state.symbol_choice, 'chaos')
    t.equal(state.heroes[0].hp, 70)
    await save(demo.session_id, { ...state, scene_index: 7 })
    await save(demo.session_id, { ...state, scene_index: 8, choices: { scene8: 'fight' } })
    t.strictSame((await load(demo.session_id)).json().state, { ...demo.state, scene_index: 8 })
    t.equal((await save(demo.session_id, { ...state, scene_index: 2 })).statusCode, 200, 'an earlier scene is allowed')
  },
)

onBoth(t, 'saveSession fills symbol_choice and choices when they are left out', async (t, world) => {
  const { save, load } = savesOf(world)
  t.equal((await save('short', stateOf({ symbol_choice: undefined, choices: undefined }))).statusCode, 200)
  t.strictSame((await load('short')).json().state, stateOf())
})

onBoth(t, 'saveSession keeps unknown members of the state and of a hero unchanged', async (t, world) => {
  const { save, load } = savesOf(world)
  const unknown = {
    gold: 12.5,
    inventory: [{ item: 'rope', length: 3 }, null, [], [[1, 2], 'x']],
    session_id: 'not mine',
    version: 99,
    toString: 'a name that objects have',
    constructor: 'so has this',
    hasOwnProperty: false,
    'a "quoted" key': { '': { ключ: [true, false, null] } },
    1: 'a number as a name',
  }
  const heroes = [
    { ...hero, hp: 0, ...unknown },
    { ...hero, hp: -5 },
    { ...hero, hp: Number.MAX_SAFE_INTEGER },
  ]
  const choices = { a: 1.5, b: true, c: null, d: '', e: 'null', f: '1', g: -0.25, h: 'true', toString: 1 }
  const state = stateOf({ heroes, choices, ...unknown })
  t.equal((await save('grown', state)).statusCode, 200)
  t.strictSame((await load('grown')).json().state, state)
})

onBoth(t, 'saveSession takes each limit to the full', async (t, world) => {
  const { save, load } = savesOf(world)
  const wide = { name: '🗡'.repeat(200), class: 'é'.repeat(100), hp: 1 }
  const choices = { ...entries(499), ['🔑'.repeat(200)]: 'x' }
  const limits = { party_name: '🏰'.repeat(200), symbol_choice: '🔥'.repeat(200), scene_index: 11 }
  const state = stateOf({ heroes: Array(100).fill(wide), choices, ...limits })
  t.equal((await save('full', state)).statusCode, 200)
  t.strictSame((await load('full')).json().state, state)
})
