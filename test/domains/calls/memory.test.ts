import t from 'tap'
import { rememberCallJob } from '../../../src/domains/calls/remember.ts'
import { answered, callsOf, onBothCalling } from '../../fixtures/calls.ts'
import { dialled, onBothCarried, watchNow } from '../../fixtures/carried.ts'
import { asUser } from '../../fixtures/users.ts'
import type { World } from '../../fixtures/world.ts'

/** Runs the job of a call that has ended, as the queue does. */
const remember = ({ deps }: World, call_id: string) =>
  rememberCallJob.run(deps, { call_id }, { id: 'job', number: 1, signal: new AbortController().signal })
const relationship = async ({ call }: World, persona: string) =>
  (await call({ url: `/api/v1/personas/${persona}/relationship`, headers: asUser })).json()

onBothCalling(t, 'What was learned on a call is kept once, and is there on the next one', async (t, it) => {
  const id = await answered(it, { persona_id: 'sarah_001' })
  for (const text of [
    'My name is Robin and I have a cat called Mimi.',
    'I have a job interview on Friday.',
    'Goodbye!',
  ]) {
    it.clock.now += 5_000
    t.equal((await callsOf(it).say(id, text)).statusCode, 200)
  }
  await remember(it, id)
  await remember(it, id)
  const { memory, total_calls, total_minutes, last_call_at } = await relationship(it, 'sarah_001')
  t.match({ total_calls, total_minutes }, { total_calls: 1, total_minutes: 1 })
  const call = (await callsOf(it).read(id)).json()
  t.equal(last_call_at, call.start_time)
  t.match(memory.facts.map(({ content }: { content: string }) => content).join('; '), /Mimi/)
  t.strictSame(
    memory.recent_calls.map(({ call_id }: { call_id: string }) => call_id),
    [id],
  )
  t.equal(memory.recent_calls[0].summary, call.summary)
  it.clock.now += 3 * 86_400_000
  const next = await answered(it, { persona_id: 'sarah_001' })
  const greeting = (await callsOf(it).read(next)).json().transcript[0].text
  t.ok(greeting.length > 0)
  t.comment(greeting)
})

onBothCalling(t, 'A call of nothing is counted, and leaves no summary', async (t, it) => {
  const id = await answered(it)
  await callsOf(it).end(id)
  await remember(it, id)
  const { memory, total_calls } = await relationship(it, 'brad_001')
  t.strictSame([memory.recent_calls, total_calls], [[], 1])
  t.equal((await callsOf(it).read(id)).json().summary, null)
})

onBothCarried(t, 'Money that a crash has left unsettled is settled by the watchdog, once', async (t, it, twilio) => {
  const { id, sid } = await dialled(it, twilio)
  await twilio.tell(sid, 'in-progress')
  const { settle } = it.deps.paidCalls
  it.deps.paidCalls.settle = async () => {
    throw new Error('the process dies here')
  }
  const lost = await twilio.tell(sid, 'completed', { CallDuration: '61' })
  t.equal(lost.status, 500, 'the carrier tells it again')
  it.deps.paidCalls.settle = settle
  t.match((await callsOf(it).read(id)).json(), { status: 'completed', credits_used: 2 })
  const budget = async () => (await it.call({ url: '/api/v1/budget', headers: asUser })).json().day
  t.match(await budget(), { reserved_micro_usd: 5 * 18_000, spent_micro_usd: 0 })
  await watchNow(it)
  await watchNow(it)
  t.match(await budget(), { reserved_micro_usd: 0, spent_micro_usd: 36_000 })
})

onBothCarried(
  t,
  'A model that speaks costs, and the cost of its replies is an item of the call',
  async (t, it, twilio) => {
    const { id, sid } = await dialled(it, twilio)
    await twilio.tell(sid, 'in-progress')
    await it.deps.db
      .insertInto('call_turns')
      .values({
        ...{ call_id: id, n: 1, role: 'persona', text: 'Hey.', at: it.deps.clock.now().toISOString(), characters: 4 },
        served_by: JSON.stringify({ provider: 'gemini', model: 'a-model', cost_micro_usd: 1_234 }),
        spoken_by: JSON.stringify({ provider: 'elevenlabs', model: 'flash', embedded: false }),
        ...{ from_ms: null, to_ms: null },
      })
      .execute()
    await twilio.tell(sid, 'completed', { CallDuration: '60' })
    const { items } = (await callsOf(it).cost(id)).json()
    t.match(
      items.find(({ component }: { component: string }) => component === 'llm'),
      {
        ...{ provider: 'gemini', quantity: 1, unit: 'turn', unit_price_micro_usd: null, amount_micro_usd: 1_234 },
      },
    )
    t.match(
      items.find(({ component }: { component: string }) => component === 'tts'),
      { quantity: 4, amount_micro_usd: 600 },
    )
  },
)
