import t from 'tap'
import type { CostItem } from '../../../src/domains/calls/cost.ts'
import { itemsOf, totalOf } from '../../../src/domains/calls/cost.ts'
import { answered, callsOf, creditsOf, onBothCalling } from '../../fixtures/calls.ts'
import { dialled, onBothCarried, watchNow } from '../../fixtures/carried.ts'
import { grantTo } from '../../fixtures/ledger.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { asUser, exampleUser } from '../../fixtures/users.ts'

/** Those of content/prices.yaml. */
const prices = {
  carrier: { price_micro_usd: 14_000, per: 1, version: 1 },
  stt: { price_micro_usd: 5_900, per: 1, version: 1 },
  tts: { price_micro_usd: 150_000, per: 1_000, version: 1 },
  platform: { price_micro_usd: 4_000, per: 1, version: 1 },
}
const deepgram = { provider: 'deepgram', model: 'nova-3', embedded: false }
const elevenlabs = { provider: 'elevenlabs', model: 'flash', embedded: false }

t.test('The reference call of five minutes adds up', (t) => {
  const items = itemsOf(
    {
      ...{ seconds: 300, carrier: 'twilio', listening: deepgram, spoken: [{ by: elevenlabs, characters: 2_000 }] },
      replies: [{ provider: 'smartinference', model: 'a-model', count: 20, micro_usd: 5_000 }],
    },
    prices,
  )
  const amounts = Object.fromEntries(items.map((it) => [it.component, it.amount_micro_usd]))
  t.strictSame(amounts, { carrier: 70_000, stt: 29_500, llm: 5_000, tts: 300_000, platform: 20_000 })
  t.equal(totalOf(items), 424_500)
  t.ok(items.every((it: CostItem) => Number.isInteger(it.amount_micro_usd)))
  t.end()
})

onBothCalling(t, 'A call of 61 seconds is two credits and two minutes, and its items are its cost', async (t, it) => {
  const id = await answered(it)
  const { answer_time } = (await callsOf(it).read(id)).json()
  it.clock.now = Date.parse(answer_time) + 61_000
  const call = (await callsOf(it).end(id)).json()
  t.match(call, { duration_seconds: 61, credits_used: 2, cost_status: 'final', served_by: { cost_micro_usd: 0 } })
  const cost = (await callsOf(it).cost(id)).json()
  t.match(cost, { charged_credits: 2, simulated: true, total_micro_usd: call.cost_micro_usd })
  const carrier = cost.items.find((item: { component: string }) => item.component === 'carrier')
  t.match(carrier, { quantity: 2, unit: 'minute', amount_micro_usd: 28_000, price_version: 1, simulated: true })
  const sum = cost.items.reduce((all: number, item: { amount_micro_usd: number }) => all + item.amount_micro_usd, 0)
  t.equal(sum, cost.total_micro_usd)
  const budget = (await it.call({ url: '/api/v1/budget', headers: asUser })).json()
  t.equal(budget.day.spent_micro_usd, 0, 'nothing was paid')
})

onBothCalling(t, 'estimateCall says what is reserved, and what stands against it, and keeps nothing', async (t, it) => {
  const { estimate } = callsOf(it)
  const before = await creditsOf(it)
  t.strictSame(refusalOf(await estimate({ persona_id: 'not_there' })), [404, 'persona-not-found'])
  t.strictSame(refusalOf(await estimate({ phone_number: '123' })), [400, 'invalid-request', 'body.phone_number'])
  const five = (await estimate({ max_duration_minutes: 5 })).json()
  t.match(five, { credits: 5, allowed_minutes: 5, total_micro_usd: 419_500, simulated: true })
  t.strictSame(
    five.warnings.map(({ code }: { code: string }) => code),
    ['simulated'],
  )
  t.strictSame(await creditsOf(it), before)
})

onBothCarried(
  t,
  'A carried call reserves its money, settles it once, and takes the carrier’s price as an item of its own',
  async (t, it, twilio) => {
    const { id, sid } = await dialled(it, twilio, { max_duration_minutes: 5 })
    const budget = async () => (await it.call({ url: '/api/v1/budget', headers: asUser })).json().day
    // Carrier and platform: nothing else is paid here, since speech is built in.
    t.match(await budget(), { reserved_micro_usd: 5 * 18_000, spent_micro_usd: 0 })
    await twilio.tell(sid, 'in-progress')
    it.clock.now += 61_000
    await twilio.tell(sid, 'completed', { CallDuration: '61' })
    t.match(await budget(), { reserved_micro_usd: 0, spent_micro_usd: 36_000 })
    const before = (await callsOf(it).cost(id)).json()
    t.match(before, { total_micro_usd: 36_000, cost_status: 'estimated', charged_credits: 2 })
    const carried = twilio.calls.get(sid)
    if (carried) carried.price = '-0.0306'
    it.clock.now += 180_000
    await watchNow(it)
    await watchNow(it)
    const after = (await callsOf(it).cost(id)).json()
    t.match(after, { total_micro_usd: 38_600, cost_status: 'final' })
    t.match(after.items.at(-1), { component: 'carrier', unit: 'adjustment', amount_micro_usd: 2_600, status: 'final' })
    t.equal(after.items.length, before.items.length + 1)
    t.match((await callsOf(it).read(id)).json(), { cost_micro_usd: 38_600, cost_status: 'final' })
  },
)

onBothCarried(
  t,
  'A call is as long as the budget allows; without a minute it is 402 with the limit',
  async (t, it, twilio) => {
    const set = (body: object) => it.call({ method: 'PUT', url: '/api/v1/budget', headers: asUser, payload: body })
    await grantTo(it, exampleUser.id, 50)
    await set({ max_cost_per_call_micro_usd: 40_000 })
    const { id, sid } = await dialled(it, twilio, { max_duration_minutes: 5 })
    t.match((await callsOf(it).read(id)).json(), { max_duration_minutes: 2, credits_reserved: 2 })
    t.equal(twilio.newest().form.get('TimeLimit'), '120')
    await twilio.tell(sid, 'busy')
    const near = (await callsOf(it).estimate({ max_duration_minutes: 2 })).json().warnings
    t.match(near, [{ code: 'near_budget' }])
    await set({ max_cost_per_call_micro_usd: 17_999 })
    const refused = await callsOf(it).start({ phone_number: '+12025550125' })
    t.strictSame(refusalOf(refused), [402, 'budget-exceeded'])
    t.match(refused.json(), { limit: 'per_call', limit_micro_usd: 17_999, estimate_micro_usd: 18_000 })
    const warnings = (await callsOf(it).estimate({ max_duration_minutes: 5 })).json().warnings
    t.match(warnings, [{ code: 'budget' }])
    t.equal(twilio.dialled(), 1)
  },
)
