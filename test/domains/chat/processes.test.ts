import t, { type Test } from 'tap'
import { connect } from '../../../db/connect.ts'
import { eventsIn, namesOf } from '../../fixtures/chat.ts'
import { geminiServer } from '../../fixtures/models.ts'
import { startProcess } from '../../fixtures/process.ts'
import { until } from '../../fixtures/valkey.ts'
import { freshDatabase } from '../../fixtures/world.ts'

const session_id = 'processes'
const json = { 'content-type': 'application/json' }
const asStream = { ...json, accept: 'text/event-stream' }

/** Two processes of the service on one Postgres, with one model. */
async function twoServers(t: Test) {
  const gemini = await geminiServer(t)
  const url = await freshDatabase(t, 'postgres')
  const { db, migrate, close } = connect(url)
  t.teardown(close)
  await migrate()
  const env = { ...gemini.env, DATABASE_URL: url, LOG_LEVEL: 'warn', JWT_SECRET: 'x'.repeat(40) }
  const one = await startProcess(t, env)
  await one.ready()
  const other = await startProcess(t, env)
  await other.ready()
  const send = (to: { url: string }, message: string, headers: Record<string, string> = json) =>
    fetch(`${to.url}/api/v1/chat`, { method: 'POST', headers, body: JSON.stringify({ message, session_id }) })
  const path = `/api/v1/chat/${session_id}`
  const written = () =>
    until(async () => {
      const rows = await db.selectFrom('chat_messages').select('text').where('status', '=', 'running').execute()
      return rows.some(({ text }) => text !== '')
    }, 'a part is written')
  return { gemini, db, one, other, send, path, written }
}

t.test('two processes are one service: 409, resuming, stopping, and the death of one of them', async (t) => {
  const { gemini, db, one, other, send, path, written } = await twoServers(t)
  const gate = Promise.withResolvers<void>()
  gemini.script.push({ steps: ['The lamp hums. It', gate.promise, ' is warm. You hear water.'] })
  const stream = send(one, 'I lift the lamp.', asStream)
  await written()
  const refused = await send(other, 'and then?')
  t.equal(refused.status, 409)
  t.match(await refused.json(), { error: 'chat-answer-running', message_id: 2 })
  const followed = fetch(`${other.url}${path}/stream`, { headers: { 'last-event-id': '2-0' } })
  gate.resolve()
  const events = eventsIn(await (await stream).text())
  t.strictSame(namesOf(events).at(-1), 'done')
  t.strictSame(eventsIn(await (await followed).text()), events.slice(1), 'the other process tells exactly the rest')

  gemini.script.push({ steps: ['The lamp hums. It', new Promise(() => {})] })
  const stopped = send(one, 'I lift it again.', asStream)
  await written()
  const at = performance.now()
  t.equal((await fetch(`${other.url}${path}/stop`, { method: 'POST' })).status, 202)
  const last = eventsIn(await (await stopped).text()).at(-1)
  t.match(last, { event: 'done', data: { status: 'partial', reason: 'stopped', reply: 'The lamp hums.' } })
  t.comment(`stopped by another process in ${Math.round(performance.now() - at)} ms`)

  gemini.script.push({ steps: ['The lamp hums. It', new Promise(() => {})] })
  const cut = send(one, 'Once more.', asStream)
    .then((reply) => reply.text())
    .catch(() => '')
  await written()
  const watched = fetch(`${other.url}${path}/stream`)
  one.child.kill('SIGKILL')
  await cut
  t.equal((await send(other, 'and then?')).status, 409, 'it may be alive')
  // A minute later.
  await db
    .updateTable('chat_messages')
    .set({ lease_until: '2026-01-01T00:00:00.000Z' })
    .where('status', '=', 'running')
    .execute()
  const seen = eventsIn(await (await watched).text())
  t.match(seen.at(-1), { event: 'error', data: { reason: 'lost', error: 'chat-unavailable' } })
  t.equal((await send(other, 'and then?')).status, 200)

  gemini.script.push({ steps: ['The lamp hums. It', new Promise(() => {})] })
  const ended = send(other, 'And again.', asStream)
  await written()
  other.child.kill('SIGTERM')
  t.match(eventsIn(await (await ended).text()).at(-1), {
    event: 'error',
    data: { reason: 'unavailable', retry_after: 2 },
  })
  t.equal((await other.exit).code, 0)
  const rows = await db
    .selectFrom('chat_messages')
    .select('status')
    .where('role', '=', 'persona')
    .orderBy('id')
    .execute()
  t.strictSame(
    rows.map(({ status }) => status),
    ['done', 'partial', 'partial', 'done', 'partial'],
  )
})
