import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { isProblem } from '../../fixtures/problem.ts'
import { listen, parse } from '../../fixtures/raw-http.ts'
import { ADMIN_TOKEN } from '../../fixtures/requests.ts'
import { type World, world } from '../../fixtures/world.ts'

const MB = 1_000_000

/** An upload whose bytes are sent one part after the other, over a connection of its own. */
async function upload(t: Test, port: number) {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk
  })
  socket.on('error', () => {})
  const headers = `Host: localhost\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nContent-Type: application/json\r\n`
  const path = '/api/v1/migrate/from-localstorage'
  socket.write(`POST ${path} HTTP/1.1\r\n${headers}Transfer-Encoding: chunked\r\n\r\n`)
  const send = (part: string) => socket.write(`${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
  const answer = async () => {
    if (!socket.closed) await once(socket, 'close')
    const { status, ...reply } = parse(text)
    return { ...reply, statusCode: status }
  }
  const end = (next: string) => socket.write(`0\r\n\r\n${next}`)
  return { send, end, answer, isAnswered: () => text !== '' }
}

const uploadsOf = (it: World) => readdirSync(join(it.deps.env.DATA_DIR, 'uploads'))
const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(20)
}

t.test('An upload whose bytes almost stop is refused with 408, and nothing of it stays', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const { send, answer } = await upload(t, port)
  send('{"scene_cache":')
  await until(() => it.clock.sleepers > 0)
  it.clock.now += 30_000
  const reply = await answer()
  isProblem(t, it, reply, 408, 'request-timeout')
  t.match(JSON.parse(reply.body).message, 'at least 300000 bytes must arrive in 30 seconds')
  t.strictSame(uploadsOf(it), [])
})

t.test('An upload may take longer than other requests, while its bytes keep coming', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  // The same server with a shorter time limit, so that the test need not wait for it.
  it.app.server.headersTimeout = 300
  it.app.server.requestTimeout = 300
  const { send, end, answer, isAnswered } = await upload(t, port)
  send('{"scene_cache":{},"other":"')
  for (let second = 0; second < 3; second++) {
    await sleep(800)
    send('x'.repeat(MB / 2))
  }
  t.notOk(isAnswered())
  send('"}')
  const headers = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n'
  end(`POST /api/v1/save HTTP/1.1\r\n${headers}\r\n{"a"`)
  const { statusCode, body } = await answer()
  t.equal(statusCode, 200)
  t.match(body, /"success"[\s\S]*HTTP\/1\.1 408[\s\S]*"request-timeout"/, 'the next one on this connection may not')
})

t.test('An upload is measured again every 30 seconds', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const { send, answer, isAnswered } = await upload(t, port)
  send('{"other":"')
  for (let time = 0; time < 3; time++) {
    send('x'.repeat(MB))
    await sleep(200)
    it.clock.now += 30_000
    await sleep(50)
    t.notOk(isAnswered())
  }
  it.clock.now += 30_000
  t.equal((await answer()).statusCode, 408)
})

t.test('A body that turns out too large is refused with 413', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const { send, answer, isAnswered } = await upload(t, port)
  for (let megabytes = 0; megabytes < 68; megabytes++) send(' '.repeat(MB))
  await until(isAnswered)
  isProblem(t, it, await answer(), 413, 'body-too-large')
  t.strictSame(uploadsOf(it), [])
})

t.test('A stop ends an upload, which can be sent again', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const { send, answer } = await upload(t, port)
  send('{"scene_cache":')
  await until(() => it.clock.sleepers > 0)
  const closed = it.app.close()
  const reply = await answer()
  await closed
  isProblem(t, it, reply, 503, 'overloaded')
  t.match(JSON.parse(reply.body).message, 'Send the dump again')
  t.strictSame(uploadsOf(it), [])
})
