import t, { type Test } from 'tap'
import { createClient, followChat, sendChat } from '../../../sdk/index.ts'
import { answerIn, asStream, chatOf, eventsOf, namesOf, saidIn, textOf } from '../../fixtures/chat.ts'
import { geminiServer, openaiServer } from '../../fixtures/models.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { totalsIn } from '../../fixtures/spending.ts'
import { engines, type World, world } from '../../fixtures/world.ts'

const session_id = 'stream'
const ask = { message: 'I lift the lamp and listen.', session_id }
const many = { MODEL_REQUESTS_PER_MINUTE: '1000' }

/** A world whose model speaks as it is told. */
async function modelled(t: Test, engine: (typeof engines)[number], settings: Record<string, string> = {}) {
  const gemini = await geminiServer(t)
  const it = await world(t, engine, { ...gemini.env, ...many, ...settings })
  return { it, gemini, ...chatOf(it) }
}

/** A promise, and what lets it go. */
const gate = () => Promise.withResolvers<void>()
const isRunning = ({ status }: { status: string }) => status === 'running'

async function isSettled(t: Test, it: World) {
  const running = await it.deps.db.selectFrom('chat_messages').select('id').where('status', '=', 'running').execute()
  t.strictSame(running, [], 'nothing runs')
  for (const [scope, kind, reserved] of await totalsIn(it.deps.db))
    t.equal(reserved, 0, `${scope} ${kind}: nothing is reserved`)
}

for (const engine of engines) {
  t.test(`a stream tells its events, each with an id, and goes on after any of them (${engine})`, async (t) => {
    const { it, gemini, send, follow } = await modelled(t, engine)
    gemini.script.push({ steps: ['The lamp hums. ', 'It is warm. ', 'You hear\n\nwater.'] })
    const reply = await send(ask, { ...asStream, 'idempotency-key': 'a', origin: 'http://localhost:3000' })
    t.equal(reply.statusCode, 200)
    t.match(reply.headers, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': /no-transform/,
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'http://localhost:3000',
    })
    t.match(reply.body, /^retry: \d+\n\n/)
    const events = eventsOf(reply)
    t.strictSame([...new Set(namesOf(events))], ['start', 'delta', 'usage', 'served_by', 'done'])
    t.strictSame(
      events.map(({ id }) => id),
      events.map((_, at) => `2-${at}`),
    )
    const whole = 'The lamp hums. It is warm. You hear\n\nwater.'
    t.equal(textOf(events), whole)
    const [usage, served, done] = events.slice(-3)
    t.strictSame(usage?.data, { input_tokens: 12, output_tokens: 34, estimated: false })
    t.match(served?.data, { provider: 'gemini', model: 'served-by-gemini', fallback: false })
    t.match(done?.data, { reply: whole, message_id: 2, status: 'done', reason: null, served_by: served?.data })

    for (const [at, { id }] of events.entries()) {
      const missing = events.slice(at + 1)
      const followed = await follow(session_id, { 'last-event-id': id })
      if (missing.length === 0) t.equal(followed.statusCode, 204, 'nothing is missing')
      else t.strictSame(eventsOf(followed), missing, `exactly what is missing after ${id}`)
      const again = await send(ask, { ...asStream, 'idempotency-key': 'a', 'last-event-id': id })
      t.equal(again.headers['idempotent-replayed'], 'true')
      t.strictSame(eventsOf(again), missing, 'the same request goes on there, too')
    }
    t.equal((await follow(session_id)).statusCode, 204, 'nothing runs')
    t.equal((await follow(session_id, { 'last-event-id': 'no id of ours' })).statusCode, 204)
    t.equal((await follow(session_id, { 'last-event-id': '1-0' })).statusCode, 204, 'no answer')
    t.equal(gemini.requests.length, 1, 'paid once')
    await isSettled(t, it)
  })

  t.test(`while an answer runs, another message is 409, and all who follow it see the same (${engine})`, async (t) => {
    const { it, gemini, send, follow } = await modelled(t, engine)
    const { promise, resolve } = gate()
    gemini.script.push({ steps: ['The lamp hums. ', 'x', promise, 'y. It is warm.'] })
    const first = send(ask, asStream)
    await answerIn(it, session_id, (answer) => isRunning(answer) && answer.text !== '')
    const refused = await send({ message: 'and then?', session_id })
    t.strictSame(refusalOf(refused), [409, 'chat-answer-running'])
    t.equal(refused.json().message_id, 2)
    t.strictSame(refusalOf(await send({ ...ask, clear_session: true })), [409, 'chat-answer-running'])
    t.equal((await send({ ...ask, session_id: 'another' })).statusCode, 200, 'another conversation goes on')
    const [late, after] = [follow(session_id), follow(session_id, { 'last-event-id': '2-1' })]
    await it.app.inject('/livez')
    resolve()
    const events = eventsOf(await first)
    t.equal(textOf(events), 'The lamp hums. xy. It is warm.')
    t.strictSame(eventsOf(await late), events)
    t.strictSame(eventsOf(await after), events.slice(2))
    t.equal((await send({ message: 'and then?', session_id })).statusCode, 200)
  })

  t.test(`stopChat ends an answer at once, and keeps what was written (${engine})`, async (t) => {
    const { it, gemini, send, stop } = await modelled(t, engine)
    t.strictSame(refusalOf(await stop(session_id)), [404, 'chat-not-found'])
    gemini.script.push({ steps: ['The lamp hums. ', 'It is', gate().promise] })
    const running = send(ask, asStream)
    await answerIn(it, session_id, (answer) => isRunning(answer) && answer.text !== '')
    const stopped = await stop(session_id)
    t.strictSame([stopped.statusCode, stopped.json()], [202, { session_id, message_id: 2 }])
    const done = eventsOf(await running).at(-1)
    t.match(done, { event: 'done', data: { reply: 'The lamp hums.', status: 'partial', reason: 'stopped' } })
    t.match(done?.data.served_by, { provider: 'gemini' })
    t.ok(done?.data.served_by.cost_micro_usd > 0, 'what came of it is paid')
    t.equal(await gemini.requests[0]?.hungUp, true, 'the model is told no more')
    t.strictSame((await stop(session_id)).json(), { session_id, message_id: null }, 'nothing runs')
    t.match(await saidIn(it, session_id), [[], ['persona', 'partial', 'The lamp hums.']])
    await isSettled(t, it)
    const json = send(ask)
    gemini.script.push({ steps: [gate().promise] })
    await answerIn(it, session_id, isRunning)
    await stop(session_id)
    t.match((await json).json(), { reply: '', status: 'partial', reason: 'stopped' }, 'as JSON, before the first word')
  })

  t.test(`an answer that breaks off is kept, and told as an error (${engine})`, async (t) => {
    const { it, gemini, send, follow } = await modelled(t, engine)
    for (const end of ['cut', 'error'] as const) {
      gemini.script.push({ steps: ['The lamp hums. It is', { end }] })
      const events = eventsOf(await send(ask, asStream))
      t.strictSame(namesOf(events), ['start', 'delta', 'usage', 'served_by', 'error'])
      const { id, data } = events.at(-1) as (typeof events)[0]
      t.match(data, { status: 'error', code: 503, error: 'chat-unavailable', reason: 'cut', retry_after: 2 })
      t.match((await chatOf(it).list(session_id)).json().items[0], {
        text: 'The lamp hums.',
        status: 'partial',
        reason: 'cut',
      })
      t.equal(eventsOf(await follow(session_id, { 'last-event-id': id.replace(/\d+$/, '0') })).length, 4)
      gemini.script.push({ steps: ['The lamp hums. It is', { end }] })
      t.match((await send(ask)).json(), { reply: 'The lamp hums.', status: 'partial', reason: 'cut' })
    }
    gemini.script.push({ fault: 'cut' })
    const fallback = (await send(ask)).json()
    t.match(fallback, { status: 'done', served_by: { provider: 'built-in', fallback_reason: 'unavailable' } })
    t.ok(fallback.reply.length > 20, 'nothing was shown yet: the storyteller begins')
    await isSettled(t, it)
  })

  t.test(`what a model does not write is 422, and asked of no other one (${engine})`, async (t) => {
    const openai = await openaiServer(t)
    const { it, gemini, send, list } = await modelled(t, engine, openai.env)
    gemini.script.push({ fault: 'blockedPrompt' })
    t.strictSame(refusalOf(await send(ask)), [422, 'content-blocked'])
    gemini.script.push({ fault: 'blockedPrompt' })
    const events = eventsOf(await send(ask, asStream))
    t.match(events.at(-1), { event: 'error', data: { code: 422, error: 'content-blocked', reason: 'blocked' } })
    t.match((await list(session_id)).json().items[0], { status: 'failed', reason: 'blocked', text: '' })
    t.equal(openai.requests.length, 0)
    gemini.script.push({ steps: ['The lamp hums. It is', { end: 'blockedOutput' }] })
    t.match((await send(ask)).json(), { reply: 'The lamp hums.', status: 'partial', reason: 'blocked' })
    gemini.script.push({ status: 500 })
    t.match((await send(ask)).json().served_by, { provider: 'smartinference', fallback_reason: 'unavailable' })
    const told = JSON.stringify(openai.requests[0]?.body)
    t.equal(told.split(ask.message).length, 3, 'what was never answered is not told again')
    await isSettled(t, it)
  })
}

t.test('a comment every 15 seconds keeps the connection of a silent model open', async (t) => {
  const { it, gemini, send } = await modelled(t, 'sqlite', { INFERENCE_DEADLINE_MS: '20000' })
  const { promise, resolve } = gate()
  gemini.script.push({ steps: [promise, 'The lamp hums. At last.'] })
  const reply = send(ask, asStream)
  await answerIn(it, session_id, isRunning)
  it.clock.now += 15_000
  for (let turn = 0; turn < 20; turn++) await it.app.inject('/livez')
  resolve()
  const { body } = await reply
  t.match(body, /event: start\n.*\n\n: alive\n\n/)
})

t.test('nothing of a model that is rude, or tells its instructions, is shown', async (t) => {
  const { gemini, send } = await modelled(t, 'sqlite')
  gemini.say(
    '```\nPia: ## The door opens. You are Pia, apprentice oracle, whose visions come true late or for somebody else.\n\nuser: and then?\nI say more.',
  )
  const { reply } = (await send({ ...ask, persona_id: 'pia_001' })).json()
  t.match(reply, /^The door opens\./)
  t.notMatch(reply, /user:|I say more|```|##/)
})

t.test('the SDK sends a message, and follows its answer', async (t) => {
  const { it, gemini } = await modelled(t, 'sqlite')
  const client = createClient({ baseUrl: await it.app.listen({ host: '127.0.0.1', port: 0 }) })
  const { promise, resolve } = gate()
  gemini.script.push({ steps: ['The lamp hums. It', promise, ' is warm. You hear water.'] })
  const sent = sendChat({ client, body: ask })
  await answerIn(it, session_id, (answer) => isRunning(answer) && answer.text !== '')
  const { stream } = await followChat({ client, path: { session_id }, sseMaxRetryAttempts: 1 })
  let text = ''
  for await (const event of stream) {
    resolve()
    if (event && 'text' in event) text += event.text
  }
  t.equal(text, 'The lamp hums. It is warm. You hear water.')
  t.equal((await sent).data?.reply, text)
})
