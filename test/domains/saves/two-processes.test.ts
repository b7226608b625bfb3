import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../../fixtures/postgres.ts'
import { stateOf } from '../../fixtures/saves.ts'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { engines, freshDatabase } from '../../fixtures/world.ts'

type Answer = { status: number; body: Record<string, unknown> }
const post = async (server: TestServer, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
  const reply = await fetch(`${server.url}/api/v1/save`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
  // On a busy machine, the service may turn requests away before it looks at them.
  return answer.body.error === 'overloaded' ? post(server, body, headers) : answer
}
const get = async (server: TestServer, path: string): Promise<Record<string, unknown>> => {
  const body = (await (await fetch(server.url + path)).json()) as Record<string, unknown>
  return body.error === 'overloaded' ? get(server, path) : body
}

for (const engine of engines) {
  t.test(`saveSession loses nothing when two processes save into one database at once (${engine})`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'lorekeep-two-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const DATABASE_URL = await freshDatabase(t, engine)
    const settings = async () => ({ DATABASE_URL, DATA_DIR: folder, PORT: String(await freePort()) })
    // Both start on an empty database, so they migrate it at once.
    const servers = (await Promise.all([settings(), settings()].map(async (it) => startServer(await it)))) as [
      TestServer,
      TestServer,
    ]
    t.teardown(() => Promise.all(servers.map((server) => server.kill())))

    const writers = Array.from({ length: 8 }, (_, writer) => async () => {
      const server = servers[writer % 2] as TestServer
      for (let at = 0; at < 25; at++) {
        const own = await post(server, { session_id: `own-${writer}`, state: stateOf({ at }) })
        t.equal(own.status, 200)
        const shared = await post(server, { session_id: 'shared', state: stateOf({ writer, at }) })
        t.equal(shared.status, 200)
      }
    })
    await Promise.all(writers.map((write) => write()))

    for (const server of servers) {
      for (const writer of writers.keys()) {
        t.match(await get(server, `/api/v1/load/own-${writer}`), { version: 25, state: { at: 24 } })
      }
      t.match(await get(server, '/api/v1/load/shared'), { version: 200 })
      t.match(await get(server, '/api/v1/saves/shared/versions'), { total_items: 50 })
    }

    const race = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        post(servers[at % 2] as TestServer, { session_id: 'shared', state: stateOf({ at }) }, { 'if-match': '"200"' }),
      ),
    )
    t.equal(race.filter((reply) => reply.status === 200).length, 1)
    t.equal(race.filter((reply) => reply.status === 412).length, 19)
  })
}
