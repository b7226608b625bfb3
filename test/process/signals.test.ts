import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openCall } from '../fixtures/open-call.ts'
import { folder, startProcess, type TestProcess } from '../fixtures/process.ts'
import { traffic } from '../fixtures/traffic.ts'
import { world } from '../fixtures/world.ts'

/** A save whose second half comes later, on a connection that was open before. */
async function slowSave({ url }: TestProcess, whenMs: number, host = 'localhost') {
  const { port } = new URL(url)
  const body = JSON.stringify({
    session_id: 'slow',
    state: { scene_index: 1, party_name: 'x', heroes: [], symbol_choice: null, choices: {} },
  })
  const socket = connect(Number(port), '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(
    `POST /api/v1/save HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
  )
  await sleep(whenMs)
  socket.write(body.slice(20))
  await closed
  return text
}

const loud = { RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'info' }

t.test('A stop under load loses nothing that was taken, says it is not ready first, and exits 0 in time', async (t) => {
  const server = await startProcess(t, { ...loud, SHUTDOWN_GRACE_SECONDS: '10' })
  await server.ready()
  const requests = traffic(server.url, 200)
  await sleep(1_000)
  const slow = slowSave(server, 2_200)
  await sleep(100)
  const startedAt = performance.now()
  server.child.kill('SIGTERM')
  await sleep(200)
  const readiness = await fetch(`${server.url}/readyz`)
  t.equal(readiness.status, 503, 'not ready, while it still answers')
  t.match(await readiness.json(), { draining: true })
  t.equal(readiness.headers.get('connection'), 'close')
  const { code } = await server.exit
  const stoppedMs = performance.now() - startedAt
  await requests.end()
  t.equal(code, 0)
  t.match(await slow, /^HTTP\/1\.1 200/, 'what arrived slowly was still saved')
  t.strictSame(requests.seen.failed, [], 'nothing in flight failed')
  t.ok(requests.seen.answered > 0)
  t.ok(stoppedMs < 10_000, 'inside the grace')
  t.comment(`stopped after ${Math.round(stoppedMs)} ms; ${requests.seen.answered} answered`)
  t.equal(server.output.stderr, '')
})

t.test('A stop under load ends an open call in order: it is closed with 1001, final and settled', async (t) => {
  const data = await folder(t)
  const DATABASE_URL = `sqlite:${join(data, 'lorekeep.db')}`
  const server = await startProcess(t, { ...loud, DATABASE_URL, DATA_DIR: data, SHUTDOWN_GRACE_SECONDS: '10' })
  await server.ready()
  const { id, closed } = await openCall(t, server)
  const requests = traffic(server.url, 200)
  await sleep(500)
  server.child.kill('SIGTERM')
  t.match(await closed, { code: 1001, reason: 'this service stops' })
  t.equal((await server.exit).code, 0)
  await requests.end()
  t.strictSame(requests.seen.failed, [], 'nothing in flight failed')
  t.equal(server.output.stderr, '')

  const { db } = (await world(t, 'sqlite', { DATABASE_URL })).deps
  const call = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.match(call, { status: 'terminated', end_reason: 'watchdog', is_money_settled: 1 })
  const hold = await db.selectFrom('credit_holds').select('state').where('id', '=', call.hold_id).executeTakeFirst()
  t.equal(hold?.state, 'captured')
})

t.test('Connections that wait in the backlog when it stops are accepted and answered', async (t) => {
  for (const workers of ['1', '2']) {
    // Busy while clients connect, and asked to stop in the same moment.
    const busy = `process.once('SIGTERM', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700))`
    const server = await startProcess(t, {
      ...loud,
      WEB_CONCURRENCY: workers,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(busy)}`,
    })
    await server.ready()
    await sleep(300)
    server.child.kill('SIGTERM')
    await sleep(200)
    const statuses = await Promise.all(
      Array.from(
        { length: 40 },
        () =>
          new Promise<string>((resolve) => {
            const headers = { connection: 'close' }
            const asked = request(`${server.url}/api/v1/load/none`, { agent: false, headers }, (reply) => {
              reply.resume().once('end', () => resolve(`${reply.statusCode}`))
            })
            asked.once('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}`))
            asked.end()
          }),
      ),
    )
    t.strictSame(new Set(statuses), new Set(['404']), `${workers}`)
    t.equal((await server.exit).code, 0)
  }
})

t.test('A request that was refused before its body ended does not hold up a stop', async (t) => {
  const server = await startProcess(t, { SHUTDOWN_GRACE_SECONDS: '8' })
  await server.ready()
  const refused = slowSave(server, 2_500, 'another.test')
  await sleep(100)
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 0)
  t.match(await refused, /^HTTP\/1\.1 421/)
})

t.test('A second signal ends it at once, with 1', async (t) => {
  const server = await startProcess(t)
  await server.ready()
  const open = connect(Number(new URL(server.url).port), '127.0.0.1')
  t.teardown(() => open.destroy())
  await once(open, 'connect')
  server.child.kill('SIGTERM')
  await sleep(400)
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 1)
})

t.test('The echo of a signal is no second one', async (t) => {
  const server = await startProcess(t)
  await server.ready()
  server.child.kill('SIGINT')
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 0)
})

t.test('When the grace is over, what does not end is ended, with 1', async (t) => {
  const server = await startProcess(t, { SHUTDOWN_GRACE_SECONDS: '1' })
  await server.ready()
  const slow = slowSave(server, 5_000).catch(() => '')
  await sleep(100)
  const startedAt = performance.now()
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 1)
  t.ok(performance.now() - startedAt < 4_000)
  t.match(server.output.stdout, 'stopping took too long')
  await slow
})

for (const [signal, delays] of [
  ['SIGTERM', [60, 150, 250, 350, 500]],
  ['SIGINT', [300]],
] as const) {
  t.test(`${signal} during the start ends it quickly and without a word`, async (t) => {
    for (const delay of delays) {
      const server = await startProcess(t, { SHUTDOWN_GRACE_SECONDS: '4' })
      await sleep(delay)
      const startedAt = performance.now()
      server.child.kill(signal)
      const { code } = await server.exit
      // Before Node itself runs, the signal ends the process as any other.
      t.ok(code === 0 || code === signal, `${delay} ms: ${code}`)
      t.equal(server.output.stderr, '', `${delay} ms`)
      t.ok(performance.now() - startedAt < 4_000)
    }
  })
}
