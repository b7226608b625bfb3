import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Engine } from '../../../db/columns.ts'
import { connect } from '../../../db/connect.ts'
import { geminiImageServer } from '../../fixtures/image-models.ts'
import { freePort } from '../../fixtures/postgres.ts'
import { folder } from '../../fixtures/process.ts'
import { GENERATE, many, PRICE } from '../../fixtures/scenes.ts'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, freshDatabase } from '../../fixtures/world.ts'

type Told = { status: number; cache: string | null; id: number }

async function ask(server: TestServer, body: object): Promise<Told> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(server.url + GENERATE, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = (await reply.json()) as { id: number; error?: string }
  // On a busy machine, the service may turn requests away before it looks at them.
  if (answer.error === 'overloaded') return ask(server, body)
  return { status: reply.status, cache: reply.headers.get('x-cache'), id: answer.id }
}

const statsOf = async (server: TestServer) =>
  (await fetch(`${server.url}/api/v1/scenes/cache/stats`)).json() as Promise<Record<string, number>>

/** Two servers on one database and one storage, with a model that paints. */
async function twoServers(t: Test, engine: Engine) {
  const gemini = await geminiImageServer(t)
  const DATABASE_URL = await freshDatabase(t, engine)
  const DATA_DIR = await folder(t)
  const settings = { DATABASE_URL, DATA_DIR, ...gemini.env }
  const start = async () => startServer({ ...settings, PORT: String(await freePort()) })
  const servers = await Promise.all([start(), start()])
  const { db, close } = connect(DATABASE_URL)
  t.teardown(close)
  t.teardown(() => Promise.all(servers.map((server) => server.kill())))
  const images = async () => (await db.selectFrom('images').select('id').execute()).length
  return { gemini, images, servers: servers as [TestServer, TestServer] }
}

for (const engine of engines) {
  t.test(`generateScene of 500 requests over two processes paints one picture (${engine})`, async (t) => {
    const { gemini, images, servers } = await twoServers(t, engine)
    const [one, other] = servers
    const release = gemini.hold()
    const asked = many(500, (at) => ask(at % 2 === 0 ? one : other, { location: 'Deep Chamber' }))
    await until(() => gemini.requests.length > 0, 'the model is asked')
    // Most requests wait by then; one that comes later finds the picture.
    await sleep(300)
    release()
    const told = await asked
    for (const { status, id } of told) t.strictSame([status, id], [200, 1])
    t.equal(told.filter(({ cache }) => cache === 'MISS').length, 1)
    t.strictSame([gemini.requests.length, await images()], [1, 1])

    await statsOf(one)
    const stats = await statsOf(other)
    const { misses = 0, joined = 0, hits = 0, saved_micro_usd } = stats
    t.strictSame([misses, joined + hits, saved_micro_usd], [1, 499, 499 * PRICE], 'the counts of both add up')
    t.ok(joined > 0)
    t.match(await ask(other, { location: 'Deep Chamber' }), { cache: 'HIT', id: 1 })
  })

  t.test(`generateScene goes on in another process when the one that paints is killed (${engine})`, async (t) => {
    const { gemini, images, servers } = await twoServers(t, engine)
    const [one, other] = servers
    const release = gemini.hold()
    const lost = Promise.allSettled([ask(one, { location: 'Shaft Junction' })])
    await until(() => gemini.requests.length === 1, 'the model is asked')
    const asked = many(50, () => ask(other, { location: 'Shaft Junction' }))
    await sleep(300)
    await one.kill()
    t.match(await lost, [{ status: 'rejected' }])
    await until(() => gemini.requests.length === 2, 'the other process asks the model', 60_000)
    release()
    const told = await asked
    t.strictSame(
      told.map(({ status, id }) => `${status} ${id}`),
      Array.from({ length: 50 }, () => '200 1'),
    )
    t.equal(told.filter(({ cache }) => cache === 'MISS').length, 1)
    t.strictSame([gemini.requests.length, await images()], [2, 1])
  })
}
