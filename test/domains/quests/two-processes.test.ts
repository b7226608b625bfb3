import t from 'tap'
import { freePort } from '../../fixtures/postgres.ts'
import { folder } from '../../fixtures/process.ts'
import { ideaOf } from '../../fixtures/quests.ts'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { engines, freshDatabase } from '../../fixtures/world.ts'

const session_id = 'two-processes'

type Told = { status: number; answer: Record<string, unknown> }

async function ask(
  server: TestServer,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Told> {
  const reply = await fetch(`${server.url}/api/v1/quests${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = (await reply.json()) as Record<string, unknown>
  // On a busy machine, the service may turn requests away before it looks at them.
  return answer.error === 'overloaded' ? ask(server, method, path, body, headers) : { status: reply.status, answer }
}

for (const engine of engines) {
  t.test(`setQuestStep and a key count once over two processes and one killed (${engine})`, async (t) => {
    const DATABASE_URL = await freshDatabase(t, engine)
    const DATA_DIR = await folder(t)
    const start = async () => startServer({ DATABASE_URL, DATA_DIR, PORT: String(await freePort()) })
    const servers = await Promise.all([start(), start()])
    t.teardown(() => Promise.all(servers.map((server) => server.kill())))
    const [one, other] = servers as [TestServer, TestServer]
    const each = <T>(work: (server: TestServer) => Promise<T>) =>
      Promise.all(Array.from({ length: 50 }, (_, at) => work(at % 2 === 0 ? one : other)))

    const key = { 'idempotency-key': 'over-two' }
    const made = await each((server) => ask(server, 'POST', '/generate', ideaOf({ session_id }), key))
    const ids = new Set(made.filter(({ status }) => status === 201).map(({ answer }) => answer.id))
    t.equal(ids.size, 1)
    for (const { status } of made) t.ok(status === 201 || status === 409)
    const id = Number([...ids][0])

    const ticked = await each((server) => ask(server, 'PUT', `/${id}/steps/5`, { done: true, session_id }))
    t.strictSame(
      ticked.map(({ answer }) => Number(answer.awarded)).filter((awarded) => awarded !== 0),
      [30],
    )
    await one.kill()
    const again = await ask(other, 'PUT', `/${id}/steps/5`, { done: true, session_id })
    t.match(again.answer, { awarded: 0, sgxp: { earned: 30 } }, 'what one has answered the other knows')
    const replayed = await ask(other, 'POST', '/generate', ideaOf({ session_id }), key)
    t.match(replayed, { status: 201, answer: { id } })
  })
}
