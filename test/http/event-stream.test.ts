import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { sendEvents } from '../../src/http/event-stream.ts'
import { turnedClock } from '../fixtures/clock.ts'
import { until } from '../fixtures/valkey.ts'

/** More than fits between here and there. */
const EVENTS = 10_000
const data = { text: 'x'.repeat(8_000) }

/** A server that streams many large events, what has become of its stream, and a client of it that does not read. */
async function streaming(t: Test) {
  const clock = turnedClock()
  const stream = { sent: 0, isOver: false }
  const app = Fastify()
  t.teardown(() => app.close())
  async function* events() {
    try {
      for (; stream.sent < EVENTS; stream.sent++) yield { event: 'delta', data }
    } finally {
      stream.isOver = true
    }
  }
  app.get('/', (_request, reply) => sendEvents(reply, events(), clock.clock))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1').pause()
  client.on('error', () => {})
  t.teardown(() => client.destroy())
  await once(client, 'connect')
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  /** Once nothing more is sent. */
  const isFull = async () => {
    for (let before = -1; before < stream.sent || stream.sent === 0; ) {
      before = stream.sent
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return { clock, stream, client, isFull }
}

t.test('A client that takes nothing for half a minute is cut off, and no more events are asked for', async (t) => {
  const { clock, stream, client, isFull } = await streaming(t)
  await isFull()
  const { sent } = stream
  t.ok(sent < EVENTS, `${sent} events fit into the buffers`)
  clock.now += 29_000
  await new Promise((resolve) => setImmediate(resolve))
  t.notOk(stream.isOver, 'it may still take them')
  clock.now += 1_001
  await until(() => stream.isOver, 'the stream is over')
  t.equal(stream.sent, sent)
  const closed = once(client, 'close')
  client.resume()
  await closed
})

t.test('A client that is only slow gets everything', async (t) => {
  const { clock, stream, client, isFull } = await streaming(t)
  let bytes = 0
  client.on('data', (chunk) => {
    bytes += chunk.length
  })
  for (let times = 0; times < 3; times++) {
    await isFull()
    clock.now += 29_000
    const { sent } = stream
    client.resume()
    await until(() => stream.sent > sent, 'it goes on')
    client.pause()
  }
  client.resume()
  await until(() => stream.isOver, 'everything is sent')
  t.equal(stream.sent, EVENTS)
  await until(() => bytes > EVENTS * 8_000, 'everything has come')
})
