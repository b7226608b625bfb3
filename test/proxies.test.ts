import { once } from 'node:events'
import t from 'tap'
import WebSocket, { WebSocketServer } from 'ws'
import { startProcess } from './fixtures/process.ts'
import { getFrom, proxies, startProxy } from './fixtures/proxies.ts'

for (const [name, { isThere }] of Object.entries(proxies)) {
  const skip = isThere ? false : `${name} is not installed on this machine`

  t.test(`behind the committed site of ${name}, limits are those of the player's own address`, { skip }, async (t) => {
    const service = await startProcess(t, { TRUST_PROXY: '1' })
    await service.ready()
    const url = await startProxy(t, name, Number(new URL(service.url).port))
    const docs = await getFrom('127.0.0.1', `${url}/docs`)
    t.strictSame([docs.status, docs.headers['content-type']], [200, 'text/html; charset=utf-8'])
    const closed = await getFrom('127.0.0.1', `${url}/metrics`)
    t.equal(closed.status, 404)
    t.notMatch(closed.body, 'request_id', 'the service is not asked')
    const left = async (address: string, headers?: Record<string, string>) =>
      Number((await getFrom(address, `${url}/api/v1/system/capabilities`, headers)).headers['ratelimit-remaining'])
    const first = await left('127.0.0.2')
    t.strictSame(
      [await left('127.0.0.2'), await left('127.0.0.3'), await left('127.0.0.2', { 'x-forwarded-for': '203.0.113.7' })],
      [first - 1, first, first - 2],
      'also of one who sends the address of another',
    )
    t.notMatch(service.output.stdout, 'TRUST_PROXY')
  })

  t.test(`the committed site of ${name} passes on a WebSocket with the audio of a call`, { skip }, async (t) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/api/v1/voice/stream' })
    await once(server, 'listening')
    t.teardown(() => server.close())
    server.on('connection', (socket, { headers, url }) => {
      socket.on('message', (bytes) => socket.send(bytes))
      socket.send(JSON.stringify({ url, from: headers['x-forwarded-for'] }))
    })
    const url = await startProxy(t, name, (server.address() as { port: number }).port)
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/voice/stream?token=x`, {
      localAddress: '127.0.0.2',
    })
    t.teardown(() => socket.terminate())
    const next = async () => Buffer.from((await once(socket, 'message'))[0] as Buffer)
    t.strictSame(JSON.parse(String(await next())), { url: '/api/v1/voice/stream?token=x', from: '127.0.0.2' })
    const audio = Buffer.from(Array.from({ length: 160 }, (_, at) => at))
    const answered = next()
    socket.send(audio)
    t.strictSame(await answered, audio)
  })
}
