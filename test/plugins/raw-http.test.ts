import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { isProblem } from '../fixtures/problem.ts'
import { startProcess } from '../fixtures/process.ts'
import { listen, raw } from '../fixtures/raw-http.ts'
import { stateOf } from '../fixtures/saves.ts'
import { world } from '../fixtures/world.ts'

const save = '/api/v1/save'

t.test('Bytes that are no request are refused in the same shape, and the connection is closed', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const host = 'Host: localhost\r\n'
  const cases: [string, string | Buffer, number, string][] = [
    ['garbage', 'hello\r\n\r\n', 400, 'malformed-request'],
    ['bytes of TLS', Buffer.from('160301020001000001fc0303', 'hex'), 400, 'malformed-request'],
    ['an unheard-of method', `BREW / HTTP/1.1\r\n${host}\r\n`, 400, 'malformed-request'],
    ['no Host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
    [
      'two lengths',
      `POST ${save} HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      'malformed-request',
    ],
    [
      'a bad chunk',
      `POST ${save} HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
      'malformed-request',
    ],
    ['a bad header', `GET /livez HTTP/1.1\r\n${host}X: a\u0001b\r\n\r\n`, 400, 'malformed-request'],
    ['headers without end', `GET /livez HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['two Hosts', `GET /livez HTTP/1.1\r\n${host}Host: other\r\n\r\n`, 400, 'malformed-request'],
    [
      'another coding',
      `POST ${save} HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      400,
      'malformed-request',
    ],
    ['an asterisk', `GET * HTTP/1.1\r\n${host}\r\n`, 400, 'malformed-request'],
    ['an expectation', `GET /livez HTTP/1.1\r\n${host}Expect: miracles\r\n\r\n`, 417, 'expectation-failed'],
    ['a tunnel', `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`, 405, 'method-not-allowed'],
  ]
  for (const [name, bytes, code, slug] of cases) {
    const reply = await raw(t, port, bytes)
    t.equal(reply.status, code, name)
    isProblem(t, it, { ...reply, statusCode: reply.status }, code, slug)
    if (name !== 'no Host') t.equal(reply.headers.connection, 'close', name)
  }
})

t.test('A request that arrives too slowly is a 408, and does not keep others waiting', async (t) => {
  const it = await world(t, 'sqlite')
  const { port, url } = await listen(it.app)
  // The same server with shorter timeouts, so that the test need not wait for it.
  it.app.server.headersTimeout = 300
  it.app.server.requestTimeout = 600
  const slow = [
    raw(t, port, 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
    raw(
      t,
      port,
      `POST ${save} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"`,
    ),
  ]
  t.equal((await fetch(`${url}/livez`)).status, 200)
  for (const reply of await Promise.all(slow)) {
    isProblem(t, it, { ...reply, statusCode: reply.status }, 408, 'request-timeout')
  }
})

t.test('Two hundred connections that never finish a request delay no other, and are closed', async (t) => {
  const it = await world(t, 'sqlite')
  const { port, url } = await listen(it.app)
  it.app.server.headersTimeout = 1_000
  const slow = Array.from({ length: 200 }, () => raw(t, port, 'GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: '))
  for (let times = 0; times < 50; times++) t.equal((await fetch(`${url}/livez`)).status, 200)
  t.strictSame(new Set((await Promise.all(slow)).map(({ status }) => status)), new Set([408]))
})

t.test('Headers may take 10 seconds, a request 30', async (t) => {
  const { app } = await world(t, 'sqlite')
  t.equal(app.server.headersTimeout, 10_000)
  t.equal(app.server.requestTimeout, 30_000)
})

const host = 'Host: localhost\r\n'
const tunnel = `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`
const expectation = `GET /livez HTTP/1.1\r\n${host}Expect: miracles\r\n\r\n`

t.test('A client that resets the connection of a refused request ends nothing but that', async (t) => {
  const server = await startProcess(t)
  await server.ready()
  const { port } = new URL(server.url)
  for (const bytes of [tunnel, tunnel + 'x'.repeat(1_000), expectation, 'hello\r\n\r\n']) {
    for (let times = 0; times < 20; times++) {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(bytes)
        setImmediate(() => socket.resetAndDestroy())
      })
      socket.on('error', () => {})
      await sleep(2)
    }
    const alive = await fetch(`${server.url}/livez`).catch(() => undefined)
    t.equal(alive?.status, 200, bytes.slice(0, 20))
  }
  t.equal(server.output.stderr, '')
})

/** Sends these bytes and never closes. Resolves to the milliseconds after which the server has. */
async function stay(t: Test, port: number, bytes: string) {
  const startedAt = performance.now()
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(bytes))
  t.teardown(() => socket.destroy())
  socket.resume()
  // A connection that is only half closed takes what is written to it, and says nothing.
  const timer = setInterval(() => socket.write('x'), 50)
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('error', () => resolve())
  await Promise.race([promise, sleep(5_000)])
  clearInterval(timer)
  return performance.now() - startedAt
}

t.test('A refused client that keeps its connection open loses it', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const waits = [tunnel, expectation, 'hello\r\n\r\n'].map((bytes) => stay(t, port, bytes))
  for (const ms of await Promise.all(waits)) t.ok(ms < 4_000, `${Math.round(ms)} ms`)
})

t.test('A refusal waits for the answers of the requests before it on the same connection', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const reply = await raw(t, port, `GET /api/v1/load/none HTTP/1.1\r\n${host}\r\n${expectation}`)
  t.equal(reply.status, 404)
  t.match(reply.body, /save-not-found[\s\S]*HTTP\/1\.1 417[\s\S]*expectation-failed/)
})

t.test('A client that leaves in the middle of a body is no fault of the server', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const headers = `${host}X-Request-Id: gone\r\nContent-Type: application/json\r\nContent-Length: 100\r\n`
  for (const leave of ['destroy', 'resetAndDestroy'] as const) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`POST ${save} HTTP/1.1\r\n${headers}\r\n{"a"`)
    await sleep(100)
    socket[leave]()
    await sleep(100)
  }
  const lines = it.logged
    .filter((line) => line.includes('"gone"') && line.includes('"res"'))
    .map((line) => JSON.parse(line))
  t.equal(lines.length, 2)
  for (const { level, msg, res } of lines) t.strictSame([level, msg, res.statusCode], [30, 'malformed-request', 400])
})

t.test('Garbage behind a request takes nothing from its answer, and is refused after it', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const body = JSON.stringify({ session_id: 'kept', state: stateOf() })
  const post = `POST ${save} HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  for (const garbage of [
    'garbage\r\n\r\n',
    `POST ${save} HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  ]) {
    const reply = await raw(t, port, post + garbage)
    t.equal(reply.status, 200, garbage)
    t.match(reply.body, /"saved"[\s\S]*HTTP\/1\.1 400[\s\S]*"malformed-request"/)
    t.equal(reply.body.match(/HTTP\/1\.1/g)?.length, 1, 'one refusal')
  }
  const tunneled = await raw(t, port, post + tunnel)
  t.equal(tunneled.status, 200)
  t.match(tunneled.body, /"saved"[\s\S]*HTTP\/1\.1 405[\s\S]*"method-not-allowed"/)
})
