import t from 'tap'
import { jobs } from '../../../src/domains/chat/jobs.ts'
import { summarizeChat } from '../../../src/domains/chat/summary.ts'
import { chatOf } from '../../fixtures/chat.ts'
import { arrived, geminiServer } from '../../fixtures/models.ts'
import type { World } from '../../fixtures/world.ts'
import { onBoth, onBothAlone, world } from '../../fixtures/world.ts'

const session_id = 'long'
const attempt = { id: 'x', number: 1, signal: new AbortController().signal }
const summarize = ({ deps }: World) => summarizeChat.run(deps, { chat_id: 1 }, attempt)
const chat = ({ deps: { db } }: World) => db.selectFrom('chats').selectAll().executeTakeFirstOrThrow()

onBoth(t, 'messages before the last six are summed up, without what is nobody’s business', async (t, it) => {
  const { send } = chatOf(it)
  for (const message of ['hello', 'I take the brass key', 'I want to die', 'I open the door', 'I go down', 'I wait'])
    await send({ message, session_id, persona_id: 'pia_001' })
  await summarize(it)
  const { summary, summarized_id } = await chat(it)
  t.equal(summarized_id, 6, 'six of twelve messages')
  t.match(summary, /The player said “I take the brass key”/)
  t.notMatch(summary, /want to die/)
  await summarize(it)
  t.match(await chat(it), { summary, summarized_id }, 'a second time nothing changes')
  await send({ message: 'I sing', session_id })
  await send({ message: 'I dance', session_id })
  await summarize(it)
  t.match((await chat(it)).summary, /brass key[\s\S]*I open the door/, 'it goes on from what it has')
  await send({ message: 'hello', session_id, clear_session: true })
  t.match(await chat(it), { summary: '', summarized_id: 0 })
})

onBothAlone(t, 'the job is sent when there is enough to sum up, and runs', async (t, it) => {
  const { send } = chatOf(it)
  for (let at = 0; at < 7; at++) await send({ message: `I count to ${at}`, session_id })
  t.ok(jobs.includes(summarizeChat as never))
  await it.deps.jobs.start()
  for (let turn = 0; turn < 200 && (await chat(it)).summarized_id === 0; turn++) {
    it.clock.now += 1_000
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  t.equal((await chat(it)).summarized_id, 8)
  await it.deps.jobs.stop(0)
})

t.test('a model sums up, is told the data, and its summary is told with the next message', async (t) => {
  const gemini = await geminiServer(t)
  const it = await world(t, 'sqlite', { ...gemini.env, MODEL_REQUESTS_PER_MINUTE: '100' })
  const { send } = chatOf(it)
  gemini.say('The lamp burns on. Do you go in?')
  for (let at = 0; at < 6; at++) await send({ message: `Message ${at}.`, session_id })
  gemini.script.push('not JSON', JSON.stringify({ summary: 'The player carries a brass key. Wren waits at the gate.' }))
  await summarize(it)
  t.equal((await chat(it)).summary, 'The player carries a brass key. Wren waits at the gate.')
  const asked = arrived(gemini)
  await send({ message: 'and now?', session_id })
  const { body } = await asked
  t.match(body.contents[0].parts[0].text, /What was said before: The player carries a brass key/)
})
