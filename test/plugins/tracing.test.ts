import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { startProcess } from '../fixtures/process.ts'
import { freshDatabase } from '../fixtures/world.ts'

t.test(
  'Each request is a span below the one of its caller, with the pattern of its address and nothing of its content',
  async (t) => {
    const received: string[] = []
    const collector = createServer(async (request, response) => {
      received.push(`${request.url} ${Buffer.concat(await request.toArray()).toString()}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    }).listen(0, '127.0.0.1')
    await once(collector, 'listening')
    t.teardown(() => collector.close())
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
    const server = await startProcess(t, {
      DATABASE_URL: await freshDatabase(t, 'sqlite'),
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    })
    await server.ready()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, connection: 'close' }
    await (await fetch(`${server.url}/api/v1/load/canary-session`, { headers })).text()
    server.child.kill('SIGTERM')
    t.equal((await server.exit).code, 0)
    const sent = received.join('\n')
    t.match(sent, /^\/v1\/traces /)
    t.match(sent, /GET \/api\/v1\/load\/:session_id/)
    t.ok(sent.includes(traceId))
    t.notMatch(sent, /canary/)
  },
)

t.test('An endpoint that is away keeps nothing from being answered, and the process from ending', async (t) => {
  const server = await startProcess(t, {
    ...{ DATABASE_URL: await freshDatabase(t, 'sqlite'), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    SHUTDOWN_GRACE_SECONDS: '10',
  })
  await server.ready()
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 0)
})
