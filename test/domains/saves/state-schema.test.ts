import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openSaveStates } from '../../../src/services/save-states.ts'
import { folder } from '../../fixtures/process.ts'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth, world } from '../../fixtures/world.ts'

const pirates = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['port', 'crew'],
  additionalProperties: false,
  properties: {
    port: { type: 'string', pattern: '^[a-z]+$', maxLength: 50 },
    crew: { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' }, maxItems: 5 },
    gold: { type: ['integer', 'null'], minimum: 0, default: 0 },
    scene_index: { type: 'integer' },
  },
  examples: [{ port: 'tortuga', crew: ['Mary', 3] }],
}

async function schemaFile(t: Test, content: unknown = pirates) {
  const path = join(await folder(t), 'state.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

onBoth(
  t,
  'saveSession takes any object with SAVE_STATE_SCHEMA=open, and loadSession gives it back',
  async (t, world) => {
    const { save, load, versions, patch, restore, remove } = savesOf(world)
    for (const state of [[], 'text', 1, null, true])
      t.strictSame(refusalOf(await save('open', state)), [400, 'invalid-request', 'body.state'])
    t.strictSame(refusalOf(await save('open', { a: '\0' })), [400, 'invalid-request', 'body.state.a'])

    const states = [
      {},
      { heroes: 'none', party_name: 7, scene_index: 'cave', choices: [1], symbol_choice: { deep: true } },
      { scene_index: 99, party_name: 'x'.repeat(300) },
      { scene_index: 5e9, party_name: '' },
      { scene_index: 3, party_name: 'Named', __note: 'ключ', nested: { a: [null, 1.5, { b: [] }] } },
    ]
    for (const [at, state] of states.entries()) {
      t.equal((await save('open', state)).json().version, at + 1, JSON.stringify(state).slice(0, 40))
      t.strictSame((await load('open')).json().state, state)
    }
    t.strictSame(
      (await versions('open')).json().items.map((it: Record<string, unknown>) => [it.scene_index, it.party_name]),
      [
        [3, 'Named'],
        [null, ''],
        [99, 'x'.repeat(200)],
        [null, null],
        [null, null],
      ],
    )
    t.equal((await patch('open', { nested: null, more: 1 })).json().version, 6)
    t.strictSame((await load('open')).json().state, { scene_index: 3, party_name: 'Named', __note: 'ключ', more: 1 })
    t.equal((await restore('open', 1)).json().scene_index, null)
    t.strictSame((await load('open')).json().state, {})
    const stale = await save('open', { a: 1 }, { 'if-match': '"1"' })
    t.strictSame(refusalOf(stale), [412, 'save-changed'])
    t.strictSame(stale.json().current.state, {})
    t.equal((await remove('open')).statusCode, 204)
  },
  { SAVE_STATE_SCHEMA: 'open' },
)

t.test("saveSession and patchSave hold states to the operator's own schema, and name its members", async (t) => {
  const settings = { SAVE_STATE_SCHEMA: await schemaFile(t) }
  onBoth(
    t,
    'a schema of pirates',
    async (t, world) => {
      const { save, load, patch, restore } = savesOf(world)
      const refused = async (state: unknown) => refusalOf(await save('ship', state)).slice(2)
      t.strictSame(await refused(stateOf()), [
        'body.state.port',
        'body.state.crew',
        'body.state.party_name',
        'body.state.heroes',
        'body.state.symbol_choice',
        'body.state.choices',
      ])
      t.strictSame(await refused({ port: 'TORTUGA', crew: [3] }), ['body.state.port', 'body.state.crew[0]'])
      t.strictSame(await refused({ port: 'tortuga', crew: ['Mary'], gold: -1 }), ['body.state.gold'])
      t.equal((await load('ship')).statusCode, 404)

      const saved = await save('ship', { port: 'tortuga', crew: ['Mary', 3] })
      t.strictSame([saved.statusCode, saved.json().scene_index], [200, null])
      t.strictSame((await load('ship')).json().state, { port: 'tortuga', crew: ['Mary', 3], gold: 0 })
      t.strictSame(refusalOf(await patch('ship', { gold: 'all' })), [400, 'invalid-request', 'state.gold'])
      t.strictSame(refusalOf(await patch('ship', { port: null })), [400, 'invalid-request', 'state.port'])
      t.equal((await patch('ship', { gold: 12, scene_index: 4 })).json().scene_index, 4)
      t.equal((await restore('ship', 1)).json().version, 3)
    },
    settings,
  )
})

t.test('a pattern that takes exponential time with RegExp takes none with a hostile state', async (t) => {
  const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } }
  const { check } = await openSaveStates(await schemaFile(t, schema))
  t.throws(() => check({ a: `${'a'.repeat(10_000)}!` }, 'state'))
  t.doesNotThrow(() => check({ a: 'a'.repeat(10_000) }, 'state'))
})

t.test('items that must be unique are compared in linear time, by their content', async (t) => {
  const schema = { type: 'object', properties: { a: { type: 'array', uniqueItems: true }, b: { uniqueItems: false } } }
  const { check } = await openSaveStates(await schemaFile(t, schema))
  const many = Array.from({ length: 100_000 }, (_, id) => ({ id }))
  t.doesNotThrow(() => check({ a: many }, 'state'))
  t.throws(() => check({ a: [...many, { id: 7 }] }, 'state'))
  t.throws(
    () =>
      check(
        {
          a: [
            { x: 1, y: [2] },
            { y: [2], x: 1 },
          ],
        },
        'state',
      ),
    'members in another order',
  )
  t.doesNotThrow(() => check({ a: [1, '1', true, 'true', null, 'null', [1], { 1: 1 }], b: [1, 1] }, 'state'))
  const app = await world(t, 'sqlite', { SAVE_STATE_SCHEMA: await schemaFile(t, schema) })
  const { statusCode, body } = await app.app.inject({
    method: 'POST',
    url: '/api/v1/save',
    payload: { session_id: 'twice', state: { a: [1, 1] } },
  })
  t.equal(statusCode, 400)
  t.strictSame(JSON.parse(body).details, [{ path: 'body.state.a', message: 'must not have an item twice' }])
})

t.test('a schema that cannot be used stops the start, with its fault', async (t) => {
  const faults: [unknown, RegExp][] = [
    ['{ not json', /is not valid JSON/],
    [{ type: 'array' }, /must be a JSON Schema with "type": "object"/],
    ['[]', /must be a JSON Schema/],
    [{ type: 'object', properties: { a: { type: 'strin' } } }, /type must be/],
    [{ type: 'object', proprties: {} }, /unknown keyword: "proprties"/],
    [{ type: 'object', properties: { a: { $ref: 'other.json' } } }, /can't resolve reference other\.json/],
    [{ type: 'object', properties: { a: { type: 'string', pattern: '(?=a)' } } }, /error parsing regexp/],
  ]
  for (const [content, message] of faults) await t.rejects(openSaveStates(await schemaFile(t, content)), message)
  await t.rejects(openSaveStates('/nowhere/state.json'), /ENOENT/)
  await t.rejects(
    world(t, 'sqlite', { SAVE_STATE_SCHEMA: await schemaFile(t, '[]') }),
    /SAVE_STATE_SCHEMA: .*must be a JSON Schema/,
  )
})

t.test('/openapi.yaml shows the schema of states that is in force', async (t) => {
  const own = await world(t, 'sqlite', { SAVE_STATE_SCHEMA: await schemaFile(t) })
  const document = (await own.app.inject('/openapi.json')).json()
  for (const name of ['SaveState', 'SaveStateInput'])
    t.match(document.components.schemas[name], { required: ['port', 'crew'] }, name)
  const body = document.paths['/api/v1/save'].post.requestBody.content['application/json']
  t.match(JSON.stringify(body), /"port":"tortuga"/, 'its own example')
  t.match((await own.app.inject('/openapi.yaml')).body, /tortuga/)
  const open = await world(t, 'sqlite', { SAVE_STATE_SCHEMA: 'open' })
  t.notOk('required' in (await open.app.inject('/openapi.json')).json().components.schemas.SaveState)
})
