import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { cursorOf } from '../../fixtures/cursors.ts'
import { samples, stateOf } from '../../fixtures/saves.ts'
import { engines, world } from '../../fixtures/world.ts'

const post = (session_id: unknown, state: unknown, headers = {}): InjectOptions => ({
  method: 'POST',
  url: '/api/v1/save',
  headers,
  payload: { session_id, state },
})
const raw = (payload: string): InjectOptions => ({
  method: 'POST',
  url: '/api/save',
  headers: { 'content-type': 'application/json' },
  payload,
})
const get = (path: string, headers = {}): InjectOptions => ({ url: `/api/v1/${path}`, headers })
const restore = (id: string, version: number | string, headers = {}): InjectOptions => ({
  method: 'POST',
  url: `/api/v1/saves/${id}/versions/${version}/restore`,
  headers,
})
const patch = (id: string, change: unknown, tag?: string): InjectOptions => ({
  method: 'PATCH',
  url: `/api/v1/saves/${id}`,
  headers: { 'content-type': 'application/merge-patch+json', ...(tag ? { 'if-match': tag } : {}) },
  payload: JSON.stringify(change),
})
const remove = (id: string, headers = {}): InjectOptions => ({ method: 'DELETE', url: `/api/v1/saves/${id}`, headers })

const [demo, second, minimal] = samples as [(typeof samples)[0], (typeof samples)[0], (typeof samples)[0]]
const odd = '{"scene_index":2,"party_name":"[1,2]","heroes":[],"z":[1.0,-0.0,1e-7,0.1,5e-324,null,true,{"b":1,"a":2}]}'
const vector = "'; drop table parties; -- $' $& ? '' % _ \\ \" 👩‍👩‍👧 مرحبا e\u0301"
const texts = stateOf({ party_name: vector, symbol_choice: 'null', choices: { [vector]: vector, '': '{"a":1}' } })

/** Row of the table: the status that both engines must answer, and the request; or how it follows from the answer before. */
type Row = [status: number, request: InjectOptions | ((before: { next_cursor: string }) => InjectOptions)]

const cursor = (version: number) => cursorOf('version', version)

/** Everything the domain can be asked, right and wrong. */
const rows: Row[] = [
  [404, get('load/shard-472-demo')],
  [404, get('saves/shard-472-demo/versions')],
  ...samples.map(({ session_id, state }): Row => [200, post(session_id, state)]),
  [200, get('load/shard-472-demo')],
  [304, get('load/shard-472-demo', { 'if-none-match': '"1"' })],
  [200, post(demo.session_id, demo.state)],
  [200, post(demo.session_id, demo.state, { 'if-match': '"1"' })],
  [200, post(demo.session_id, { ...demo.state, scene_index: 7 }, { 'if-match': '"1"' })],
  [412, post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '"1"' })],
  [412, post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '"9999999999"' })],
  [412, post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': 'W/"2"' })],
  [400, post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '2' })],
  [200, post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '"7", "2"' })],
  [200, post(demo.session_id, { ...demo.state, scene_index: 8, choices: {} }, { 'if-match': '*' })],
  [412, post('nobody', demo.state, { 'if-match': '*' })],
  [412, post(demo.session_id, demo.state, { 'if-none-match': '*' })],
  [200, post('created', minimal.state, { 'if-none-match': '*' })],
  [200, get('saves/shard-472-demo/versions')],
  [200, get('saves/shard-472-demo/versions?page_size=2')],
  [200, ({ next_cursor }) => get(`saves/shard-472-demo/versions?page_size=1&cursor=${next_cursor}`)],
  [200, ({ next_cursor }) => get(`saves/shard-472-demo/versions?page_size=1&cursor=${next_cursor}`)],
  [200, get('saves/shard-472-demo/versions?page_size=2&page=2')],
  [200, get('saves/shard-472-demo/versions?page=7')],
  [200, get(`saves/shard-472-demo/versions?page_size=1&cursor=${cursor(3)}`)],
  [200, get(`saves/shard-472-demo/versions?cursor=${cursor(Number.MAX_SAFE_INTEGER)}`)],
  [200, get(`saves/shard-472-demo/versions?cursor=${cursor(-4)}`)],
  [400, get('saves/shard-472-demo/versions?cursor=x')],
  [200, get('saves/shard-472-demo/versions/1')],
  [404, get('saves/shard-472-demo/versions/99')],
  [400, get('saves/shard-472-demo/versions/2147483648')],
  [200, restore('shard-472-demo', 1)],
  [412, restore('shard-472-demo', 2, { 'if-match': '"1"' })],
  [404, restore('shard-472-demo', 99)],
  [404, restore('nobody', 1)],
  [428, patch('test-session-123', { scene_index: 6 })],
  [200, patch('test-session-123', { scene_index: 6, gold: 1.25, heroes: second.state.heroes.slice(1) }, '"1"')],
  [412, patch('test-session-123', { scene_index: 6 }, '"1"')],
  [200, patch('test-session-123', { gold: null, choices: { scene3: null } }, '*')],
  [200, patch('test-session-123', {}, '*')],
  [400, patch('test-session-123', { heroes: [{ name: '' }] }, '*')],
  [404, patch('nobody', {}, '*')],
  [200, get('load/test-session-123')],
  [200, raw(`{"session_id":"odd","state":${odd}}`)],
  [200, get('load/odd')],
  [400, raw('{"session_id":"odd","state":{"party_name":"\\u0000"}}')],
  [400, raw('{"session_id":"odd","state":{"party_name":"\\ud800"}}')],
  [400, raw('{"session_id":"odd","state":{"n":9007199254740993}}')],
  [400, raw('{"session_id":"odd","state":')],
  [400, raw('{"session_id":"odd"}')],
  [400, post('', minimal.state)],
  [200, post('a/b ключ 🎲', texts)],
  [200, get(`load/${encodeURIComponent('a/b ключ 🎲')}`)],
  [200, get(`saves/${encodeURIComponent('a/b ключ 🎲')}/versions`)],
  [400, post('a\u0000b', minimal.state)],
  [400, get('load/a%00b')],
  [400, get('load/%ff')],
  [400, post('wrong', { ...minimal.state, scene_index: 12 })],
  [400, post('wrong', { ...minimal.state, heroes: [{ name: 'a', class: 'b', hp: '1' }] })],
  [412, remove('created', { 'if-match': '"2"' })],
  [204, remove('created', { 'if-match': '"1"' })],
  [404, remove('created')],
  [404, get('load/created')],
  [200, post('created', demo.state)],
  [200, get('load/created')],
]

t.test('saveSession, loadSession and the rest answer byte for byte the same on both databases', async (t) => {
  const [sqlite = [], postgres = []] = await Promise.all(
    engines.map(async (engine) => {
      const { call, clock } = await world(t, engine)
      const answers: string[] = []
      let before: LightMyRequestResponse | undefined
      for (const [at, [status, row]] of rows.entries()) {
        clock.now += 1_111
        const request = typeof row === 'function' ? row(before?.json() ?? { next_cursor: '' }) : row
        const reply = await call({ ...request, headers: { ...request.headers, 'x-request-id': `request-${at}` } })
        t.equal(reply.statusCode, status, `${at}: ${request.method ?? 'GET'} ${request.url} on ${engine}`)
        answers.push(`${reply.statusCode} ${reply.headers.etag ?? '-'} ${reply.body}`)
        before = reply
      }
      return answers
    }),
  )
  for (const at of rows.keys()) t.equal(postgres[at], sqlite[at], `answer ${at}`)
})
