import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import t from 'tap'
import { boundUnsent } from '../../src/plugins/unsent.ts'
import { until } from '../fixtures/valkey.ts'

const ANSWER_BYTES = 16 * 1_048_576

t.test(
  'Connections that read no answer are closed when all of them hold too much, those that read are not',
  async (t) => {
    const server = createServer((_request, response) => response.end(Buffer.alloc(ANSWER_BYTES)))
    // Room for two answers that are not read, one that is being read, and a part of a fourth.
    boundUnsent(server, 3.5 * ANSWER_BYTES)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    t.teardown(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const open = async () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))
    const neverRead = async () => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      t.teardown(() => socket.destroy())
      await once(socket, 'connect')
      socket.pause()
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    }
    await neverRead()
    await neverRead()
    const reply = await fetch(`http://127.0.0.1:${port}`)
    t.equal((await reply.arrayBuffer()).byteLength, ANSWER_BYTES)
    t.ok((await open()) >= 2, 'two may wait')

    for (let more = 0; more < 3; more++) await neverRead()
    // Two of the five are left at most, and perhaps the connection that fetch keeps.
    await until(async () => (await open()) <= 3, 'those that wait the longest are closed')
    t.equal((await fetch(`http://127.0.0.1:${port}`)).status, 200)
  },
)
