import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { freePort, startPostgres } from '../fixtures/postgres.ts'
import { stateOf } from '../fixtures/saves.ts'
import { startServer } from '../fixtures/server.ts'

t.test('Postgres may be cut off under load: 503 meanwhile, back by itself, nothing acknowledged lost', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-restart-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const postgres = await startPostgres()
  t.teardown(() => postgres.stop())
  const server = await startServer({ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: String(await freePort()) })
  t.teardown(() => server.kill())

  let running = true
  const acknowledged = new Map<string, number>()
  const refusals: { status: number; retryAfter: string | null; body: string }[] = []
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let at = 1; running; at++) {
      const session_id = `writer-${writer}-${at % 5}`
      const reply = await fetch(`${server.url}/api/v1/save`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ session_id, state: stateOf({ at }) }),
      })
      const body = await reply.text()
      if (reply.status === 200) acknowledged.set(session_id, at)
      else {
        refusals.push({ status: reply.status, retryAfter: reply.headers.get('retry-after'), body })
        await wait(20)
      }
    }
  })
  const statusOf = async (path: string) => {
    const reply = await fetch(server.url + path)
    await reply.text()
    return reply.status
  }

  for (const awayMs of [2_100, 0]) {
    await wait(300)
    const before = refusals.length
    await postgres.kill()
    await wait(400)
    t.ok(refusals.length > before, 'saves are refused while it is away')
    t.equal(await statusOf('/api/v1/load/writer-0-1'), 503, 'a load is refused, never answered as empty')
    t.equal(await statusOf('/livez'), 200)
    await wait(awayMs)
    if (awayMs > 0) t.equal(await statusOf('/readyz'), 503)
    await postgres.start()
    const up = performance.now()
    while ((await statusOf('/api/v1/load/writer-0-1')) !== 200 && performance.now() - up < 5_000) await wait(10)
    t.equal(await statusOf('/api/v1/load/writer-0-1'), 200, 'back by itself')
  }
  await wait(300)
  running = false
  await Promise.all(writers)

  const kinds = refusals.map(({ status, retryAfter, body }) => `${status} ${JSON.parse(body).error} ${retryAfter}`)
  // On a busy machine, the service may be overloaded besides.
  t.strictSame(
    [...new Set(kinds)].filter((kind) => kind !== '503 overloaded 5'),
    ['503 database-unavailable 2'],
  )
  t.equal(server.child.exitCode, null, 'the process stays up')
  t.ok(acknowledged.size > 0)
  for (const [session_id, at] of acknowledged) {
    const save = await (await fetch(`${server.url}/api/v1/load/${session_id}`)).json()
    // A save that was cut off unanswered may have been written all the same.
    t.ok((save as { state: { at: number } }).state.at >= at, session_id)
  }
  t.notMatch(server.output(), /postgres:\/\/|password/i)
})
