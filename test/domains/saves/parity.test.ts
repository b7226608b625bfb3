import type { InjectOptions } from 'fastify'
import t from 'tap'
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

/** Everything the domain can be asked, right and wrong. */
const requests: InjectOptions[] = [
  get('load/shard-472-demo'),
  get('saves/shard-472-demo/versions'),
  ...samples.map(({ session_id, state }) => post(session_id, state)),
  get('load/shard-472-demo'),
  get('load/shard-472-demo', { 'if-none-match': '"1"' }),
  post(demo.session_id, demo.state),
  post(demo.session_id, demo.state, { 'if-match': '"1"' }),
  post(demo.session_id, { ...demo.state, scene_index: 7 }, { 'if-match': '"1"' }),
  post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '"1"' }),
  post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '"9999999999"' }),
  post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': 'W/"2"' }),
  post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '2' }),
  post(demo.session_id, { ...demo.state, scene_index: 8 }, { 'if-match': '"7", "2"' }),
  post(demo.session_id, { ...demo.state, scene_index: 8, choices: {} }, { 'if-match': '*' }),
  post('nobody', demo.state, { 'if-match': '*' }),
  post(demo.session_id, demo.state, { 'if-none-match': '*' }),
  post('created', minimal.state, { 'if-none-match': '*' }),
  get('saves/shard-472-demo/versions'),
  get('saves/shard-472-demo/versions?page_size=2'),
  get('saves/shard-472-demo/versions?page_size=2&page=2'),
  get('saves/shard-472-demo/versions?page=7'),
  get(`saves/shard-472-demo/versions?cursor=${Buffer.from('3').toString('base64url')}`),
  get(`saves/shard-472-demo/versions?cursor=${Buffer.from('9007199254740991').toString('base64url')}`),
  get(`saves/shard-472-demo/versions?cursor=${Buffer.from('-4').toString('base64url')}`),
  get('saves/shard-472-demo/versions?cursor=x'),
  get('saves/shard-472-demo/versions/1'),
  get('saves/shard-472-demo/versions/99'),
  get('saves/shard-472-demo/versions/2147483648'),
  restore('shard-472-demo', 1),
  restore('shard-472-demo', 2, { 'if-match': '"1"' }),
  restore('shard-472-demo', 99),
  restore('nobody', 1),
  patch('test-session-123', { scene_index: 6 }),
  patch('test-session-123', { scene_index: 6, gold: 1.25, heroes: second.state.heroes.slice(1) }, '"1"'),
  patch('test-session-123', { scene_index: 6 }, '"1"'),
  patch('test-session-123', { gold: null, choices: { scene3: null } }, '*'),
  patch('test-session-123', {}, '*'),
  patch('test-session-123', { heroes: [{ name: '' }] }, '*'),
  patch('nobody', {}, '*'),
  get('load/test-session-123'),
  raw(`{"session_id":"odd","state":${odd}}`),
  get('load/odd'),
  raw('{"session_id":"odd","state":{"party_name":"\\u0000"}}'),
  raw('{"session_id":"odd","state":{"party_name":"\\ud800"}}'),
  raw('{"session_id":"odd","state":{"n":9007199254740993}}'),
  raw('{"session_id":"odd","state":'),
  raw('{"session_id":"odd"}'),
  post('', minimal.state),
  post('a/b ключ 🎲', texts),
  get(`load/${encodeURIComponent('a/b ключ 🎲')}`),
  get(`saves/${encodeURIComponent('a/b ключ 🎲')}/versions`),
  post('a\u0000b', minimal.state),
  get('load/a%00b'),
  get('load/%ff'),
  post('wrong', { ...minimal.state, scene_index: 12 }),
  post('wrong', { ...minimal.state, heroes: [{ name: 'a', class: 'b', hp: '1' }] }),
  remove('created', { 'if-match': '"2"' }),
  remove('created', { 'if-match': '"1"' }),
  remove('created'),
  get('load/created'),
  post('created', demo.state),
  get('load/created'),
]

t.test('saveSession, loadSession and the rest answer byte for byte the same on both databases', async (t) => {
  const [sqlite = [], postgres = []] = await Promise.all(
    engines.map(async (engine) => {
      const { call, clock } = await world(t, engine)
      const answers: string[] = []
      for (const [at, request] of requests.entries()) {
        clock.now += 1_111
        const reply = await call({ ...request, headers: { ...request.headers, 'x-request-id': `request-${at}` } })
        answers.push(`${reply.statusCode} ${reply.headers.etag ?? '-'} ${reply.body}`)
      }
      return answers
    }),
  )
  for (const [at, { method = 'GET', url }] of requests.entries()) t.equal(postgres[at], sqlite[at], `${method} ${url}`)
  t.notOk(sqlite.some((answer) => answer.startsWith('5')))
  t.ok(requests.length >= 60)
})
