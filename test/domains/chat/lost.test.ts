import t from 'tap'
import { jobs } from '../../../src/domains/chat/jobs.ts'
import { answerIn, asStream, chatOf, eventsOf, saidIn } from '../../fixtures/chat.ts'
import { geminiServer } from '../../fixtures/models.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { totalsIn } from '../../fixtures/spending.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, onBoth, type World, world } from '../../fixtures/world.ts'

const session_id = 'lost'
const ask = { message: 'I lift the lamp.', session_id }

/** An answer whose process has died: its row says that it runs, and it gives no sign of life. */
async function dead({ deps: { db, clock } }: World, text: string) {
  const at = clock.now().toISOString()
  const { id } = await db
    .insertInto('chats')
    .values({
      ...{ owner: `session:${session_id}` as const, session_id, persona_id: null, summary: '', summarized_id: 0 },
      ...{ created_at: at, updated_at: at },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const row = {
    ...{ chat_id: id, persona_id: null, reason: null, stop_requested: 0, weather: null, usage: null, served_by: null },
    ...{ created_at: at, ended_at: null },
  }
  await db
    .insertInto('chat_messages')
    .values([
      { ...row, role: 'player', text: 'hello', status: 'done', ends: '[]', lease_until: null },
      {
        ...{ ...row, role: 'persona', text, status: 'running', ends: text ? `[${text.length}]` : '[]' },
        lease_until: new Date(clock.now().getTime() + 60_000).toISOString(),
      },
    ])
    .execute()
}

onBoth(t, 'what was written before a process died is kept, by whatever looks at it first', async (t, it) => {
  const { send, follow } = chatOf(it)
  await dead(it, 'The lamp')
  t.strictSame(refusalOf(await send(ask)), [409, 'chat-answer-running'])
  it.clock.now += 60_001
  const events = eventsOf(await follow(session_id))
  t.match(events.at(-1), { event: 'error', data: { error: 'chat-unavailable', reason: 'lost' } })
  t.strictSame((await saidIn(it, session_id))[1], ['persona', 'partial', 'The lamp'])
  t.equal((await send(ask)).statusCode, 200)
})

onBoth(t, 'a message may be sent as soon as the answer before it counts as lost', async (t, it) => {
  await dead(it, '')
  it.clock.now += 60_001
  t.equal((await chatOf(it).send(ask)).statusCode, 200)
  t.strictSame((await saidIn(it, session_id))[1], ['persona', 'failed', ''])
})

onBoth(t, 'a job keeps what nobody looks at', async (t, it) => {
  await dead(it, 'The lamp')
  const [job] = jobs
  const attempt = { id: 'x', number: 1, signal: new AbortController().signal }
  await job?.run(it.deps as never, {} as never, attempt)
  t.strictSame((await saidIn(it, session_id))[1], ['persona', 'running', 'The lamp'], 'it may be alive')
  it.clock.now += 60_001
  await job?.run(it.deps as never, {} as never, attempt)
  t.strictSame((await saidIn(it, session_id))[1], ['persona', 'partial', 'The lamp'])
})

for (const engine of engines) {
  t.test(`a stop of the service keeps what was written, and says when to come again (${engine})`, async (t) => {
    const gemini = await geminiServer(t)
    const it = await world(t, engine, gemini.env)
    const { send } = chatOf(it)
    gemini.script.push({ steps: ['The lamp hums. It is', new Promise(() => {})] }, { steps: [new Promise(() => {})] })
    const stream = send(ask, asStream)
    await answerIn(it, session_id, ({ text }) => text !== '')
    const json = send({ ...ask, session_id: 'other' })
    await until(() => gemini.requests.length === 2, 'both are asked')
    await it.app.close()
    t.match(eventsOf(await stream).at(-1), {
      ...{ event: 'error' },
      data: { code: 503, error: 'chat-unavailable', reason: 'unavailable', retry_after: 2 },
    })
    t.strictSame(refusalOf(await json), [503, 'chat-unavailable'])
    t.equal((await json).headers['retry-after'], '2')
    const rows = await it.deps.db.selectFrom('chat_messages').selectAll().where('role', '=', 'persona').execute()
    t.strictSame(rows.map(({ status, text }) => [status, text]).toSorted(), [
      ['failed', ''],
      ['partial', 'The lamp hums.'],
    ])
    for (const [, , reserved] of await totalsIn(it.deps.db)) t.equal(reserved, 0)
  })

  t.test(`an answer goes on when its readers leave, and none of it is left behind (${engine})`, async (t) => {
    const readers = Number(process.env.CHAT_READERS ?? 12)
    const gemini = await geminiServer(t)
    const many = { MODEL_REQUESTS_PER_MINUTE: '1000000', MODEL_CALLS_PER_DAY: '1000000' }
    const it = await world(t, engine, { ...gemini.env, ...many })
    const origin = await it.app.listen({ host: '127.0.0.1', port: 0 })
    const said = 'The lamp hums. It is warm. You hear water. It is near.'
    gemini.say(said)
    const before = it.clock.sleepers
    const readAndLeave = async (at: number) => {
      const leave = new AbortController()
      const headers = { 'content-type': 'application/json', ...(at % 2 === 0 ? asStream : {}) }
      const body = JSON.stringify({ ...ask, session_id: `reader-${at}` })
      const reply = fetch(`${origin}/api/v1/chat`, { method: 'POST', headers, body, signal: leave.signal })
      const left = reply.then((it) => it.text()).catch(() => {})
      // Some leave with the head of the answer, the others at any time.
      if (at % 4 === 0) await reply.catch(() => {})
      else await new Promise((resolve) => setTimeout(resolve, at % 30))
      leave.abort()
      await left
    }
    const lanes = Array.from({ length: 10 }, async (_, lane) => {
      for (let at = lane; at < readers; at += 10) await readAndLeave(at)
    })
    await Promise.all(lanes)
    const { db } = it.deps
    const running = () => db.selectFrom('chat_messages').select('id').where('status', '=', 'running').execute()
    await until(async () => (await running()).length === 0, 'nothing runs', 60_000 + readers * 400)
    const answers = await db
      .selectFrom('chat_messages')
      .select(['status', 'text'])
      .where('role', '=', 'persona')
      .execute()
    const whole = answers.filter(({ status, text }) => status === 'done' && text === said)
    t.comment(`${answers.length} answers were begun by ${readers} readers`)
    t.ok(answers.length > 0)
    t.equal(whole.length, answers.length, 'each is whole')
    await until(() => it.clock.sleepers <= before, 'no timer of a reader is left')
    for (const [, , reserved] of await totalsIn(db)) t.equal(reserved, 0, 'nothing is reserved')
  })
}
