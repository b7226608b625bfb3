import { sql } from 'kysely'
import t from 'tap'
import { logger } from '../../src/plugins/log.ts'
import { admin } from '../fixtures/postgres.ts'
import { startProcess } from '../fixtures/process.ts'
import { raw } from '../fixtures/raw-http.ts'
import { stateOf } from '../fixtures/saves.ts'
import { freshDatabase, world } from '../fixtures/world.ts'

const headersOf = (reply: Response) => {
  const lines: string[] = []
  reply.headers.forEach((value, name) => {
    lines.push(`${name}: ${value}`)
  })
  return lines.join('\n')
}
const savePath = '/api/v1/save'

t.test('Nothing secret is written down or answered, at the loudest level, through success and failure', async (t) => {
  const canary = {
    database: 'canary-database-password',
    redis: 'canary-redis-password',
    admin: 'canary-admin-token-of-thirty-two-letters',
    guess: 'canary-wrong-bearer-token',
    forwarded: '198.51.100.77',
    session: 'canary-session-id',
    body: 'canary-of-the-body',
    query: 'canary-of-the-query',
    header: 'canary-of-a-header',
  }
  const url = new URL(await freshDatabase(t, 'postgres'))
  const role = `canary_${process.pid}`
  await admin(url.href, `create role ${role} login password '${canary.database}'`)
  await admin(url.href, `grant all on schema public to ${role}`)
  const own = new URL(url)
  own.username = role
  own.password = canary.database
  const server = await startProcess(t, {
    DATABASE_URL: own.href,
    REDIS_URL: `redis://:${canary.redis}@127.0.0.1:9`,
    ADMIN_TOKEN: canary.admin,
    LOG_LEVEL: 'trace',
    RATE_LIMIT_PER_MINUTE: '60',
  })
  await server.ready()
  const bodies: string[] = []
  const statuses = new Set<number>()
  async function ask(path: string, init: RequestInit = {}) {
    const headers = {
      'x-forwarded-for': canary.forwarded,
      'x-custom': canary.header,
      cookie: `session_id=${canary.session}`,
      ...init.headers,
    }
    const reply = await fetch(server.url + path, { ...init, headers })
    statuses.add(reply.status)
    bodies.push(await reply.text(), headersOf(reply))
  }
  const json = { 'content-type': 'application/json' }
  const state = { scene_index: 1, party_name: canary.body, heroes: [], symbol_choice: null, choices: {} }
  const save = (body: string, headers: Record<string, string> = json) =>
    ask(savePath, { method: 'POST', headers, body })
  const all = async () => {
    await save(JSON.stringify({ session_id: canary.session, state }))
    await ask(`/api/v1/load/${canary.session}`)
    await ask(`/api/v1/load/${canary.session}?${canary.query}=${canary.query}`)
    await ask(`/api/v1/load/${canary.session}-none`, { headers: { authorization: `Bearer ${canary.admin}` } })
    await ask('/api/v1/load/a', { headers: { authorization: `Bearer ${canary.guess}` } })
    await ask('/api/v1/load/a', { headers: { authorization: `Basic ${btoa(`${canary.guess}:${canary.guess}`)}` } })
    await save(JSON.stringify({ session_id: canary.session, state: { ...state, scene_index: canary.body } }))
    await save(`{"a": ${canary.body}`)
    await save(canary.body, { 'content-type': `text/${canary.body}` })
    await save(JSON.stringify({ session_id: canary.session, state: { ...state, more: canary.body.repeat(70_000) } }))
    await ask(`/${canary.session}/nope`)
    await ask(`/%zz${canary.session}`)
    await ask(`/api/v1/load/${canary.session.repeat(70)}`)
    await ask('/health', { method: 'DELETE' })
    await ask('/livez', { headers: { 'x-request-id': `${canary.header} is no plain word` } })
  }
  await all()
  const { port } = new URL(server.url)
  bodies.push((await raw(t, Number(port), `${canary.body} ${canary.session}\r\n\r\n`)).body)
  await admin(url.href, 'alter table parties rename to parties_elsewhere')
  await all()
  await admin(url.href, `alter role ${role} nologin`)
  await admin(url.href, `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`)
  await all()
  for (let times = 0; times < 60; times++) await ask(`/api/v1/load/${canary.session}`)
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 0)
  for (const status of [200, 400, 401, 404, 405, 413, 415, 429, 500, 503])
    t.ok(statuses.has(status), `${status} was seen`)

  const written = server.output.stdout + server.output.stderr
  t.equal(server.output.stderr, '')
  t.match(written, /"msg":"answered"/)
  for (const [name, secret] of Object.entries(canary)) t.notMatch(written, secret, `the log does not have the ${name}`)
  t.notMatch(written, /insert into|select .* from/i, 'nor a statement')
  const answered = bodies.join('\n')
  for (const name of ['database', 'redis', 'admin', 'guess', 'forwarded', 'header'] as const) {
    t.notMatch(answered, canary[name], `no answer has the ${name}`)
  }
  t.notMatch(answered, /node_modules|\.ts:\d|relation|ECONN/, 'nor anything of the inside')
  for (const line of server.output.stdout.split('\n').filter((line) => line.startsWith('{')))
    t.ok(JSON.parse(line).time)
})

t.test('An error is written down by its type, message, code and frames alone', (t) => {
  const lines: string[] = []
  const log = logger('info', { write: (line) => lines.push(line) })
  const error = Object.assign(new TypeError('it broke'), {
    code: '23505',
    detail: 'Key (email)=(canary@lorekeep.test) already exists.',
    config: { headers: { authorization: 'Bearer canary' } },
    cause: new Error('canary'),
  })
  log.error({ err: error }, 'failed')
  log.error(error)
  t.notMatch(lines.join(), 'canary')
  t.match(JSON.parse(lines[0] as string), {
    err: { type: 'TypeError', message: 'it broke', code: '23505', stack: String },
  })
  t.end()
})

t.test('A terminal gets one readable line, a pipe gets JSON', (t) => {
  const seen: string[] = []
  logger('info', { isTTY: true, write: (line) => seen.push(line) }).info({ request_id: 'x' }, 'hello\nworld')
  logger('info', { write: (line) => seen.push(line) }).info('hello\nworld')
  const [pretty = '', json = ''] = seen
  t.notOk(pretty.startsWith('{'))
  t.match(pretty, 'hello')
  t.match(JSON.parse(json), { level: 30, msg: 'hello\nworld' })
  t.equal(json.trim().split('\n').length, 1, 'no one can write a second line into the log')
  t.end()
})

t.test('The id of a request comes in when it is a plain word, and goes out always', async (t) => {
  const it = await world(t, 'sqlite')
  const idOf = async (given: string) =>
    (await it.call({ url: '/livez', headers: { 'x-request-id': given } })).headers['x-request-id']
  for (const plain of ['a', 'trace-1:2.3_4', 'x'.repeat(128)]) t.equal(await idOf(plain), plain)
  for (const other of ['', 'two words', 'ü', 'a"b', '{"a":1}', '../x', 'x'.repeat(129)]) {
    t.match(await idOf(other), /^[0-9a-f-]{36}/, other)
  }
  await it.call({ url: '/api/v1/load/none', headers: { 'x-request-id': 'find-me' } })
  const line = it.logged.map((line) => JSON.parse(line)).find(({ request_id, res }) => request_id === 'find-me' && res)
  t.match(line, {
    level: 30,
    req: { method: 'GET', route: '/api/v1/load/:session_id' },
    res: { statusCode: 404 },
    ms: Number,
  })
})

t.test('Each line that a request writes carries its id, and trace tells of its arrival too', async (t) => {
  const at = async (LOG_LEVEL: string, url: string) => {
    const it = await world(t, 'sqlite', { LOG_LEVEL })
    it.logged.length = 0
    await it.app.inject({ url, headers: { 'x-request-id': 'find-me' } })
    const lines = it.logged.map((line) => JSON.parse(line))
    for (const { request_id } of lines) t.equal(request_id, 'find-me')
    return lines.map(({ msg }) => msg)
  }
  t.strictSame(await at('trace', '/livez'), ['arrived', 'answered'])
  t.strictSame(await at('debug', '/livez'), ['answered'])
  t.strictSame(await at('info', '/livez'), [])
  t.strictSame(await at('info', '/nope'), ['route-not-found'])
  t.strictSame(await at('info', '/%zz'), ['malformed-request'])
})

t.test('An outage writes one stack a minute for each kind of failure, and a line for every request', async (t) => {
  const it = await world(t, 'sqlite')
  await sql`drop table parties`.execute(it.deps.db)
  const failures = async (times: number) => {
    it.logged.length = 0
    for (let index = 0; index < times; index++) await it.app.inject('/api/v1/load/none')
    const lines = it.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
    t.equal(lines.length, times)
    for (const { err } of lines) t.match(err, { type: String, message: String })
    return lines.filter(({ err }) => err.stack !== undefined).length
  }
  t.equal(await failures(5), 1)
  it.clock.now += 59_000
  t.equal(await failures(2), 0)
  it.clock.now += 1_000
  t.equal(await failures(2), 1)
})

t.test(
  'A refusal is logged with the members that are wrong and the address that is unknown, without made up names',
  async (t) => {
    const it = await world(t, 'sqlite')
    const logged = async (url: string, payload?: object) => {
      it.logged.length = 0
      await it.app.inject({ url, ...(payload ? { method: 'POST', payload } : {}) })
      const { members, address } = JSON.parse(it.logged.findLast((line) => line.includes('"res"')) as string)
      return members ?? address
    }
    t.strictSame(await logged('/api/v1/save', { session_id: 7, state: stateOf() }), ['body.session_id'])
    t.strictSame(await logged('/api/v1/save', { session_id: 'a', state: stateOf(), canary: 1 }), ['body'])
    t.strictSame(await logged('/api/v1/load/a?canary=1'), ['query'])
    t.equal(await logged('/api/v1/laod/canary?canary=1'), '/api/v1/?/?')
    t.equal(await logged('/api/v2/save'), '/api/?/save')
  },
)
