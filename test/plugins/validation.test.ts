import t from 'tap'
import { isProblem } from '../fixtures/problem.ts'
import { savesOf, stateOf } from '../fixtures/saves.ts'
import { world } from '../fixtures/world.ts'

t.test('A member that may be several things is refused with what they are', async (t) => {
  const { save } = savesOf(await world(t, 'sqlite'))
  const refusals: [object, string, string][] = [
    [{ symbol_choice: 5 }, 'symbol_choice', 'must be a string or null'],
    [{ symbol_choice: 'x'.repeat(201) }, 'symbol_choice', 'must have at most 200 characters'],
    [{ choices: { scene8: {} } }, 'choices.scene8', 'must be a string or a number or true or false or null'],
  ]
  for (const [members, member, message] of refusals) {
    const reply = await save('a', stateOf({ ...members }))
    t.equal(reply.statusCode, 400)
    t.strictSame(reply.json().details, [{ path: `body.state.${member}`, message }])
  }
})

t.test('Up to ten faults of a body are told at once, in plain words', async (t) => {
  const it = await world(t, 'sqlite')
  const { save } = savesOf(it)
  const heroes = [{ name: '', class: 7, hp: 1.5 }, { hp: 1 }]
  const { details } = isProblem(t, it, await save('a', stateOf({ scene_index: 12, heroes })), 400, 'invalid-request')
  t.strictSame(details, [
    { path: 'body.state.scene_index', message: 'must be at most 11' },
    { path: 'body.state.heroes[0].name', message: 'must have at least 1 character' },
    { path: 'body.state.heroes[0].class', message: 'must be a string' },
    { path: 'body.state.heroes[0].hp', message: 'must be an integer' },
    { path: 'body.state.heroes[1].name', message: 'is required' },
    { path: 'body.state.heroes[1].class', message: 'is required' },
  ])
  const many = await save('a', stateOf({ heroes: Array.from({ length: 50 }, () => ({})) }))
  t.equal(many.json().details.length, 10)
  t.equal((await save('a', stateOf())).statusCode, 200, 'and nothing of it stays for the next body')
})

t.test('A body that is not JSON is refused with the place where it stops', async (t) => {
  const it = await world(t, 'sqlite')
  const texts: [string, string][] = [
    ['{"a" 1}', 'line 1, column 6 should be a colon'],
    ['{\n  "a": 1,\n}', 'line 3, column 1 should be the name of a member in double quotes'],
    ['{"a": [1, 2', 'line 1, column 12 should be a comma or the end'],
    ["{'a': 1}", 'line 1, column 2 should be the name of a member in double quotes, or }'],
    ['{"a": tru}', 'line 1, column 7 should be a value'],
    ['{"a": 1}}', 'line 1, column 9 should be a comma or the end'],
    ['{"a": "\n"}', 'line 1, column 7 should be a value'],
    ['[1, ]', 'line 1, column 5 should be a value'],
    ['x'.repeat(300_000), 'The body is not valid JSON.'],
  ]
  const headers = { 'content-type': 'application/json' }
  for (const [payload, place] of texts) {
    const reply = await it.call({ method: 'POST', url: '/api/v1/save', headers, payload })
    t.match(isProblem(t, it, reply, 400, 'malformed-request').message, place, payload.slice(0, 20))
  }
  const payload = '{"__proto__": {"a": 1}}'
  const reply = await it.call({ method: 'POST', url: '/api/v1/save', headers, payload })
  t.match(isProblem(t, it, reply, 400, 'malformed-request').message, /no JSON needs/)
})

t.test('A body with too many members or values is refused by the path of the first one too many', async (t) => {
  const it = await world(t, 'sqlite')
  const { save } = savesOf(it)
  const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]))
  t.equal((await save('a', stateOf({ flags: named(9_000) }))).statusCode, 200)
  const refusals: [Record<string, unknown>, string, string][] = [
    [{ flags: named(10_000) }, 'body.state.flags.k9', 'is one member too many: a body may have 10000'],
    [{ tiles: Array(100_000).fill(1) }, 'body.state.tiles[999', 'is one value too many: a body may have 100000'],
  ]
  for (const [members, path, message] of refusals) {
    const { details } = isProblem(t, it, await save('a', stateOf(members)), 400, 'invalid-request')
    t.equal(details?.[0]?.message, message)
    t.ok(details?.[0]?.path.startsWith(path), path)
  }
  const patch = { more: named(5_000) }
  const headers = { 'if-match': '*', 'content-type': 'application/merge-patch+json' }
  const reply = await it.call({ method: 'PATCH', url: '/api/v1/saves/a', headers, payload: JSON.stringify(patch) })
  const { details } = isProblem(t, it, reply, 400, 'invalid-request')
  t.ok(details?.[0]?.path.startsWith('state.more.k'), 'what a patch makes is held to the same')
})
