import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { stateOf } from '../fixtures/saves.ts'
import { until } from '../fixtures/valkey.ts'
import { world } from '../fixtures/world.ts'

const MEGABYTE = 1_048_576
const most = Buffer.alloc(MEGABYTE - 1_000, ' ')
const head = `POST /api/v1/save HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`

type Sending = { socket: Socket; answer: string }

/** A connection from this address that sends these bytes and then waits. */
function send(t: Test, port: number, localAddress: string, ...bytes: (string | Buffer)[]): Sending {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  t.teardown(() => socket.destroy())
  const it = { socket, answer: '' }
  socket.on('error', () => {})
  socket.on('data', (data) => {
    it.answer += data
  })
  for (const piece of bytes) socket.write(piece)
  return it
}

const sendHalf = (t: Test, port: number, address: string) =>
  send(t, port, address, `${head}Content-Length: ${MEGABYTE}\r\n\r\n`, most)

const answered = (all: Sending[], status: string) => all.filter(({ answer }) => answer.startsWith(`HTTP/1.1 ${status}`))

async function listening(t: Test) {
  const it = await world(t, 'sqlite')
  await it.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = it.app.server.address() as { port: number }
  const save = async (remoteAddress: string, payload = { session_id: 'a', state: stateOf() }) =>
    (await it.app.inject({ method: 'POST', url: '/api/v1/save', payload, remoteAddress })).statusCode
  return { port, save }
}

t.test('One caller holds 32 MB of unfinished bodies, and no more; others and small bodies are served', async (t) => {
  const { port, save } = await listening(t)
  const all = Array.from({ length: 40 }, () => sendHalf(t, port, '127.0.0.2'))
  await until(() => answered(all, '429').length >= 8, 'the others are refused')
  const [refused] = answered(all, '429')
  t.match(refused?.answer, /"too-many-requests"/)
  t.match(refused?.answer, /retry-after: 1/i)
  t.match(refused?.answer, /connection: close/i)
  t.equal(await save('127.0.0.2'), 200)
  for (const { socket } of all) socket.destroy()
  const rest = () => send(t, port, '127.0.0.2', `${head}Content-Length: 20000\r\n\r\n`, ' '.repeat(20_000))
  const last = rest()
  await until(() => last.answer !== '', 'it is answered')
  t.match(last.answer, /^HTTP\/1.1 400/, 'what was held is free again')
})

t.test('All callers together hold 128 MB; a body beyond that is refused with 503', async (t) => {
  const { port, save } = await listening(t)
  const all = Array.from({ length: 150 }, (_, index) => sendHalf(t, port, `127.0.1.${1 + (index % 6)}`))
  await until(() => answered(all, '503').length > 0, 'some are refused')
  t.match(answered(all, '503')[0]?.answer, /"overloaded"/)
  t.equal(await save('127.0.0.3'), 200)
  for (const { socket } of all) socket.destroy()
})

t.test('A body in pieces of one byte is counted by what its pieces take', async (t) => {
  const { port } = await listening(t)
  const it = send(t, port, '127.0.0.4', `${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'.repeat(400_000))
  await until(() => it.answer !== '', 'it is answered')
  t.match(it.answer, /^HTTP\/1.1 429/)
})

t.test('A body that arrives after its answer is held no longer: refusals do not use the memory up', async (t) => {
  const { port } = await listening(t)
  const head = `POST /api/v1/save HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: ${MEGABYTE}\r\n\r\n`
  for (let times = 0; times < 40; times++) {
    const it = send(t, port, '127.0.0.5', head)
    await until(() => it.answer !== '', 'it is refused')
    t.match(it.answer, /^HTTP\/1.1 415/)
    it.socket.write(most)
    await new Promise<void>((resolve) => it.socket.end(() => resolve()))
  }
  const last = send(t, port, '127.0.0.5', `${head.replace('text/plain', 'application/json')}`, ' '.repeat(MEGABYTE))
  await until(() => last.answer !== '', 'it is answered')
  t.match(last.answer, /^HTTP\/1.1 400/, 'its bytes were taken')
})
