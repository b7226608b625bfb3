import t from 'tap'
import { startProcess } from '../../fixtures/process.ts'
import { ADMIN_TOKEN, asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser } from '../../fixtures/users.ts'
import { freshDatabase, onBoth } from '../../fixtures/world.ts'

onBoth(t, 'readMetrics is for the operator alone, whatever machine asks', async (t, { call }) => {
  t.strictSame(refusalOf(await call({ url: '/metrics', remoteAddress: '127.0.0.1' })), [401, 'unauthorized'])
  t.strictSame(refusalOf(await call({ url: '/metrics', headers: asUser })), [403, 'operator-required'])
})

onBoth(t, 'readMetrics counts answers by operation and status, and names no user', async (t, { call }) => {
  await call({ url: '/api/v1/load/canary-session' })
  const reply = await call({ url: '/metrics', headers: asOperator })
  t.equal(reply.statusCode, 200)
  t.match(reply.headers['content-type'], /^text\/plain; version=/)
  t.match(reply.body, /lorekeep_http_request_duration_seconds_count\{operation="loadSession",status="404"\} \d/)
  t.match(reply.body, /# TYPE lorekeep_provider_calls_total counter/)
  t.notMatch(reply.body, /canary/)
})

t.test('Two workers tell together what both have counted', async (t) => {
  const server = await startProcess(t, {
    ...{ DATABASE_URL: await freshDatabase(t, 'sqlite'), ADMIN_TOKEN, WEB_CONCURRENCY: '2' },
  })
  await server.ready()
  const headers = { ...asOperator, connection: 'close' }
  const ask = async () => (await fetch(`${server.url}/metrics`, { headers })).text()
  for (let n = 0; n < 20; n++)
    await fetch(`${server.url}/api/v1/load/none`, { headers: { connection: 'close' } }).then((reply) => reply.text())
  const counted = /operation="loadSession",status="404"\} (\d+)$/m
  const sums = []
  for (let n = 0; n < 4; n++) sums.push(Number(counted.exec((await ask()).replace(/_bucket.*|_sum.*/g, ''))?.[1]))
  t.strictSame(sums, [20, 20, 20, 20])
})
