import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import t from 'tap'
import { isProblem } from '../fixtures/problem.ts'
import { onBothAlone, world } from '../fixtures/world.ts'

const json = { 'content-type': 'application/json' }
const save = '/api/v1/save'

t.test('An unknown address is a 404 in the shape of every refusal, whatever its method and body', async (t) => {
  const it = await world(t, 'sqlite', { ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test' })
  for (const url of [
    '/nope',
    '/api/v1/nope',
    '/api/nope',
    '/api/v1/saves/a/versions/1/nope',
    '/docs/nope',
    '//',
    '/health/',
  ]) {
    isProblem(t, it, await it.app.inject(url), 404, 'route-not-found')
  }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'PROPFIND'] as const) {
    const reply = await it.app.inject({ method: method as 'POST', url: '/nope', headers: json, payload: '{"broken' })
    isProblem(t, it, reply, 404, 'route-not-found')
  }
  isProblem(t, it, await it.app.inject({ method: 'OPTIONS', url: '/nope' }), 404, 'route-not-found')
})

t.test('A known address refuses other methods with 405 and says which it knows', async (t) => {
  const it = await world(t, 'sqlite', { ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test' })
  const others = ['PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY', 'PROPFIND', 'LOCK', 'SEARCH'] as const
  for (const method of others) {
    const reply = await it.app.inject({ method: method as 'PUT', url: '/health' })
    isProblem(t, it, reply, 405, 'method-not-allowed')
    t.equal(reply.headers.allow, 'GET, HEAD, OPTIONS', method)
  }
  const withBody = await it.app.inject({
    method: 'PUT',
    url: save,
    headers: { 'content-type': 'text/plain' },
    payload: 'x',
  })
  isProblem(t, it, withBody, 405, 'method-not-allowed')
  t.equal(withBody.headers.allow, 'POST, OPTIONS')

  const head = await it.app.inject({ method: 'HEAD', url: save })
  t.equal(head.statusCode, 405)
  t.equal(head.headers.allow, 'POST, OPTIONS')
  t.equal(head.body, '')

  const long = await it.app.inject({ method: 'PUT', url: `/api/v1/load/${'a'.repeat(150)}` })
  isProblem(t, it, long, 405, 'method-not-allowed')
  isProblem(t, it, await it.app.inject({ method: 'PUT', url: '/api/load/a' }), 405, 'method-not-allowed')
})

t.test('Each address knows its own methods alone, whatever another pattern would make of it', async (t) => {
  const it = await world(t, 'sqlite', { ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test' })
  const allowed: [method: string, url: string, allow: string][] = [
    ['DELETE', '/api/v1/quests/summary', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/v1/quests/summary?page=1', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/v1/l%6Fad/a', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/v1/load/a%2Fb', 'GET, HEAD, OPTIONS'],
    ['POST', '/docs/static/swagger-ui.css', 'HEAD, GET, OPTIONS'],
    ['POST', '/api/v1/saves/a/versions/1', 'GET, HEAD, OPTIONS'],
  ]
  for (const [method, url, allow] of allowed) {
    const reply = await it.app.inject({ method: method as 'PUT', url })
    isProblem(t, it, reply, 405, 'method-not-allowed')
    t.equal(reply.headers.allow, allow, `${method} ${url}`)
    t.equal((await it.app.inject({ method: 'OPTIONS', url })).headers.allow, allow)
  }
  for (const method of ['TRACE', 'OPTIONS', 'PUT', 'PROPFIND'])
    t.equal((await it.app.inject({ method: method as 'PUT', url: '/%zz' })).statusCode, 400, method)
  for (const url of ['/api/v1/load/', '/api/v1/load/a/b', '/LIVEZ', '/livez/'])
    t.equal((await it.app.inject({ method: 'TRACE', url })).statusCode, 404, url)
})

t.test('OPTIONS answers which methods an address knows', async (t) => {
  const { app } = await world(t, 'sqlite', { ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test' })
  const reply = await app.inject({ method: 'OPTIONS', url: '/api/v1/saves/a' })
  t.equal(reply.statusCode, 204)
  t.equal(reply.headers.allow, 'GET, HEAD, PATCH, DELETE, OPTIONS')
})

t.test('An address that is no URL, or too long, is a 400', async (t) => {
  const it = await world(t, 'sqlite')
  for (const url of ['/%zz', '/api/v1/load/%E0%A4%A', '/api/v1/load/%']) {
    const reply = await it.app.inject(url)
    isProblem(t, it, reply, 400, 'malformed-request')
    t.notMatch(reply.body, '%', 'the address is not repeated')
  }
  const long = await it.app.inject(`/api/v1/load/${'a'.repeat(1_500)}`)
  const { details } = isProblem(t, it, long, 400, 'invalid-request')
  t.match(details, [{ path: 'path' }])
  t.notMatch(long.body, 'aaaa')
  const withId = await it.app.inject({ url: '/%zz', headers: { 'x-request-id': 'mine' } })
  t.equal(withId.headers['x-request-id'], 'mine')
})

t.test('A body that is too large is a 413 that names both sizes', async (t) => {
  const it = await world(t, 'sqlite', { SAVE_MAX_BYTES: '2048' })
  const payload = JSON.stringify({ session_id: 'a', state: 'x'.repeat(3_000) })
  const reply = await it.app.inject({ method: 'POST', url: save, headers: json, payload })
  const { message } = isProblem(t, it, reply, 413, 'body-too-large')
  t.match(message, '2048 bytes')
  t.match(message, `${payload.length} bytes`)
})

t.test('A content type that is not read is a 415 that says what is', async (t) => {
  const it = await world(t, 'sqlite')
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
    'application/jsonx',
    '',
  ]
  for (const type of types) {
    const reply = await it.app.inject({ method: 'POST', url: save, headers: { 'content-type': type }, payload: '{}' })
    const { message } = isProblem(t, it, reply, 415, 'unsupported-media-type')
    t.match(message, 'application/json', type)
  }
  const reply = await it.app.inject({
    method: 'POST',
    url: save,
    headers: { 'content-type': 'application/merge-patch+json' },
    payload: '{}',
  })
  isProblem(t, it, reply, 415, 'unsupported-media-type')
})

t.test('A body that is compressed is a 415 that says so', async (t) => {
  const it = await world(t, 'sqlite')
  for (const encoding of ['gzip', 'br', 'gzip, identity']) {
    const headers = { ...json, 'content-encoding': encoding }
    const reply = await it.app.inject({ method: 'POST', url: save, headers, payload: gzipSync('{}') })
    const { message } = isProblem(t, it, reply, 415, 'unsupported-media-type')
    t.match(message, 'Content-Encoding')
  }
  const headers = { ...json, 'content-encoding': 'identity' }
  isProblem(t, it, await it.app.inject({ method: 'POST', url: save, headers, payload: '{}' }), 400, 'invalid-request')
})

t.test('An empty body is no fault where none is read, whatever the Content-Type says of it', async (t) => {
  const it = await world(t, 'sqlite')
  for (const [method, url] of [
    ['POST', '/api/v1/saves/a/versions/1/restore'],
    ['DELETE', '/api/v1/saves/a'],
  ] as const) {
    isProblem(t, it, await it.app.inject({ method, url, headers: json, payload: '' }), 404, 'save-not-found')
  }
})

t.test('A body that is no JSON, or empty, is a 400', async (t) => {
  const it = await world(t, 'sqlite')
  const post = (payload: string | Buffer) => it.app.inject({ method: 'POST', url: save, headers: json, payload })
  for (const payload of ['{"a":', '{"a":1}}', 'null x', "{'a':1}", '{"a":NaN}', '\u{feff}{', '{"a":1,}']) {
    isProblem(t, it, await post(payload), 400, 'malformed-request')
  }
  isProblem(t, it, await post(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400, 'malformed-request')
  const { details } = isProblem(t, it, await post(''), 400, 'invalid-request')
  t.match(details, [{ path: 'body' }])
  isProblem(t, it, await it.app.inject({ method: 'POST', url: save }), 400, 'invalid-request')
  for (const payload of ['null', '[]', '"text"', '7', 'true'])
    isProblem(t, it, await post(payload), 400, 'invalid-request')
})

t.test('A body cannot reach a prototype', async (t) => {
  const it = await world(t, 'sqlite')
  const bodies = [
    '{"__proto__":{"admin":true}}',
    '{"session_id":"a","state":{"__proto__":{"admin":true}}}',
    '{"session_id":"a","state":{"heroes":[{"__proto__":1}]}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"\\u005f_proto__":{"admin":true}}',
  ]
  for (const payload of bodies) {
    isProblem(
      t,
      it,
      await it.app.inject({ method: 'POST', url: save, headers: json, payload }),
      400,
      'malformed-request',
    )
  }
  t.notOk('admin' in {}, 'no prototype was changed')
})

t.test('A body is taken as it is: nothing is converted, and unknown members are refused', async (t) => {
  const it = await world(t, 'sqlite')
  const state = { scene_index: 1, party_name: 'x', heroes: [], symbol_choice: null, choices: {} }
  const refused: [unknown, string][] = [
    [{ session_id: 'a', state, extra: 1 }, 'body.extra'],
    [{ session_id: 7, state }, 'body.session_id'],
    [{ session_id: 'a', state: { ...state, scene_index: '1' } }, 'body.state.scene_index'],
    [{ session_id: 'a', state: { ...state, heroes: {} } }, 'body.state.heroes'],
    [
      { session_id: 'a', state: { ...state, heroes: [{ name: 'x', class: 'y', hp: true }] } },
      'body.state.heroes[0].hp',
    ],
    [{ session_id: 'a' }, 'body.state'],
  ]
  for (const [payload, path] of refused) {
    const reply = await it.call({ method: 'POST', url: save, payload: payload as object })
    const { details, message } = isProblem(t, it, reply, 400, 'invalid-request')
    t.equal(details?.[0]?.path, path)
    t.match(message, path, 'the message says the first of them')
  }
})

t.test('A member of the query that is unknown, or given twice, is a 400 on every operation', async (t) => {
  const it = await world(t, 'sqlite')
  for (const url of [
    '/',
    '/health',
    '/livez',
    '/readyz',
    '/api/v1/system/capabilities',
    '/api/v1/load/a',
    '/api/v1/saves/a/versions',
  ]) {
    const { details } = isProblem(t, it, await it.call({ url: `${url}?colour=red` }), 400, 'invalid-request')
    t.strictSame(details, [{ path: 'query.colour', message: 'is not known here' }], url)
  }
  const twice = await it.call({ url: '/api/v1/saves/a/versions?page=1&page=2' })
  const { details } = isProblem(t, it, twice, 400, 'invalid-request')
  t.equal(details?.[0]?.path, 'query.page')
  isProblem(t, it, await it.call({ url: '/api/v1/saves/a/versions?__proto__=1' }), 400, 'invalid-request')
})

t.test('A token that names nobody is a 401 that says how to authenticate', async (t) => {
  const it = await world(t, 'sqlite', { ADMIN_TOKEN: 'a-token-of-the-operator-in-this-test' })
  for (const authorization of ['Bearer wrong', 'Basic YTpi', 'Bearer', 'a-token-of-the-operator-in-this-test', '']) {
    const reply = await it.call({ url: '/api/v1/load/a', headers: { authorization } })
    isProblem(t, it, reply, 401, 'unauthorized')
    t.match(reply.headers['www-authenticate'], /^Bearer/, authorization)
  }
  const right = { authorization: 'Bearer a-token-of-the-operator-in-this-test' }
  t.equal((await it.call({ url: '/api/v1/load/a', headers: right })).statusCode, 404)
})

onBothAlone(t, 'A fault of ours is a 500 with a request id and not a word about why', async (t, it) => {
  await sql`drop table parties ${sql.raw(it.engine === 'postgres' ? 'cascade' : '')}`.execute(it.deps.db)
  const reply = await it.call({ url: '/api/v1/load/a', headers: { 'x-request-id': 'find-me' } })
  isProblem(t, it, reply, 500, 'internal-error')
  t.ok(
    it.logged.some((line) => line.includes('find-me') && line.includes('internal-error')),
    'the log has it',
  )
})
