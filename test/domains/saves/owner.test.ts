import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const state = stateOf()

onBoth(t, 'saveSession takes the session from the body, then the header, then the cookie', async (t, world) => {
  const { load } = savesOf(world)
  const save = async (body: object, headers: Record<string, string> = {}) =>
    world.call({ method: 'POST', url: '/api/v1/save', headers, payload: { state, ...body } })
  const header = { 'x-session-id': 'by-header' }
  const cookie = { cookie: 'theme=dark; session_id=by-cookie' }
  const twice = { 'x-session-id': 'x'.repeat(201) }
  t.strictSame(refusalOf(await save({}, twice)), [400, 'invalid-request', 'headers.x-session-id'])
  for (const [expected, body, headers] of [
    ['by-name', { session_id: 'by-name' }, { ...header, ...cookie }],
    ['by-header', {}, { ...header, ...cookie }],
    ['by-cookie', {}, cookie],
  ] as const) {
    const reply = await save(body, headers)
    t.equal(reply.json().session_id, expected)
    t.equal(reply.headers['set-cookie'], undefined)
    t.equal((await load(expected)).statusCode, 200)
  }
})

onBoth(t, 'saveSession without any session begins one, and sets it as a cookie', async (t, world) => {
  const { load } = savesOf(world)
  const save = async (headers: Record<string, string> = {}, payload: object = { state }) =>
    world.call({ method: 'POST', url: '/api/v1/save', headers, payload })
  const refused = await save({}, { state: { ...state, scene_index: 99 } })
  t.equal(refused.statusCode, 400)
  t.equal(refused.headers['set-cookie'], undefined, 'a refusal begins no session')
  const stale = await save({ 'if-match': '"1"' })
  t.equal(stale.statusCode, 412)
  t.equal(stale.headers['set-cookie'], undefined)

  const reply = await save()
  const { session_id } = reply.json()
  t.match(session_id, /^[\w-]{32}$/, '192 bits that cannot be guessed')
  const [cookie] = String(reply.headers['set-cookie']).split(';')
  t.equal(cookie, `session_id=${session_id}`)
  t.equal((await save({ cookie: cookie as string })).json().session_id, session_id, 'the next save joins it')
  t.strictSame((await load(session_id)).json().state, state)
})

onBoth(t, 'readSave answers as loadSession does, at the address that is patched and deleted', async (t, world) => {
  const { save, load } = savesOf(world)
  const read = (headers: Record<string, string> = {}) => world.call({ url: '/api/v1/saves/read', headers })
  t.strictSame(refusalOf(await read()), [404, 'save-not-found'])
  await save('read', state)
  const reply = await read()
  t.equal(reply.statusCode, 200)
  t.equal(reply.headers.etag, '"1"')
  t.equal(reply.body, (await load('read')).body)
  t.equal((await read({ 'if-none-match': '"1"' })).statusCode, 304)
})
