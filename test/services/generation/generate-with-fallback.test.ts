import t from 'tap'
import { byWriter, good, served, session_id, wrong } from '../../fixtures/generation.ts'
import type { Turn } from '../../fixtures/model-turns.ts'
import { arrived, geminiServer, openaiServer, questJsonServer } from '../../fixtures/models.ts'
import { ideaOf, planOf } from '../../fixtures/quests.ts'
import { until } from '../../fixtures/valkey.ts'

const protocols = { 'quest-json': questJsonServer, 'openai-chat': openaiServer, gemini: geminiServer }
const faults: [string, Turn, string][] = [
  ['hangs', { fault: 'hung' }, 'timeout'],
  ['stops in the middle', { fault: 'hungBody' }, 'timeout'],
  ['has no quota', { quota: 37 }, 'quota'],
  ['fails', { status: 500 }, 'unavailable'],
  ['is overloaded', { status: 503 }, 'unavailable'],
  ['refuses the key', { status: 401 }, 'unavailable'],
  ['has lost the model', { status: 404 }, 'unavailable'],
  ['hangs up', { fault: 'reset' }, 'unavailable'],
  ['sends a page', { fault: 'html' }, 'invalid_output'],
  ['sends half of it', { fault: 'truncated' }, 'invalid_output'],
  ['sends 50 MB', { fault: 'huge' }, 'invalid_output'],
  ['redirects', { fault: 'redirect' }, 'invalid_output'],
]

for (const [name, start] of Object.entries(protocols)) {
  for (const isLate of [true, false]) {
    const these = faults.filter(([, , reason]) => (reason === 'timeout') === isLate)
    t.test(
      `generateQuest is served by the built-in writer when ${name} ${these.map(([what]) => what).join(', ')}`,
      async (t) => {
        const model = await start(t)
        const { quest, questPast, it } = await served(t, [model])
        model.say(good)
        for (const [what, turn, reason] of these) {
          const before = model.requests.length
          // Half of a quest as JSON is something that can be mended.
          const turns = name === 'quest-json' && what === 'sends half of it' ? 2 : 1
          model.script = Array.from({ length: turns }, () => turn)
          t.match(await (isLate ? questPast(model) : quest()), byWriter(reason), what)
          t.equal(model.requests.length - before, turns, what)
          it.clock.now += 60_000
          if (!isLate) t.match((await quest()).served_by, { fallback: false }, `after it ${what}`)
        }
        t.equal(model.redirected(), 0)
      },
    )
  }

  t.test(`generateQuest takes what ${name} writes, and says what it cost`, async (t) => {
    const model = await start(t)
    const { quest } = await served(t, [model])
    model.say(good)
    const { served_by, ...written } = await quest({ age_range: 'Adult' })
    const steps = planOf().steps.map((step) => ({ ...step, done: false }))
    t.match(written, { ...planOf({ steps }), help_mode: 'helpers', sgxp: { earned: 0, total: 70, percent: 0 } })
    t.match(served_by, { cached: false, fallback: false, fallback_reason: null, latency_ms: Number })
    t.equal(served_by.provider, name === 'gemini' ? 'gemini' : 'smartinference')
    t.ok(Number.isInteger(served_by.cost_micro_usd) && served_by.cost_micro_usd > 0)
  })

  t.test(`generateQuest tells ${name} once what is wrong, and takes what is mended`, async (t) => {
    const model = await start(t)
    const { quest } = await served(t, [model])
    model.script = [wrong, good]
    const { quest_name, served_by } = await quest()
    t.equal(quest_name, 'OPERATION SILVER BROOM')
    t.match(served_by, { fallback: false, fallback_reason: null })
    t.equal(model.requests.length, 2)
    const repair = JSON.stringify(model.requests[1]?.body)
    // A service that takes members is told what is wrong alone.
    if (name !== 'quest-json') t.match(repair, /Legendary/, 'it sees its own answer')
    t.match(repair, /steps/)
    t.match(repair, /difficulty/)
  })

  t.test(`generateQuest does not ask ${name} a third time`, async (t) => {
    const model = await start(t)
    const { quest } = await served(t, [model])
    model.say(wrong)
    t.match(await quest(), byWriter('invalid_output'))
    t.equal(model.requests.length, 2)
    const costOf = async (...turns: string[]) => {
      model.script = turns
      return (await quest()).served_by.cost_micro_usd as number
    }
    const [both, one] = [await costOf(wrong, good), await costOf(good)]
    t.ok(one > 0 && both > one, `two answers cost ${both}, one ${one}`)
  })
}

for (const [name, start] of Object.entries({ 'openai-chat': openaiServer, gemini: geminiServer })) {
  t.test(
    `generateQuest is served by the built-in writer when ${name} blocks the prompt or its own answer`,
    async (t) => {
      const model = await start(t)
      const { quest } = await served(t, [model])
      for (const fault of (name === 'gemini' ? ['blockedPrompt', 'blockedOutput'] : ['blockedOutput']) as [
        'blockedOutput',
      ]) {
        model.script = [{ fault }]
        t.match(await quest(), byWriter('blocked'), fault)
      }
    },
  )
}

t.test(
  'generateQuest goes on to Gemini when SmartInference fails, within one deadline, and tells of the first',
  async (t) => {
    const [smart, gemini] = [await openaiServer(t), await geminiServer(t)]
    const { quest, it } = await served(t, [smart, gemini])
    gemini.say(good)
    smart.script = [{ fault: 'hung' }]
    const asked = quest()
    await arrived(smart)
    // 60 % of what is left of 15 seconds.
    it.clock.now += 8_850
    const late = await asked
    t.match(late, {
      quest_name: 'OPERATION SILVER BROOM',
      served_by: { provider: 'gemini', fallback: true, fallback_reason: 'timeout' },
    })
    smart.script = [wrong, wrong]
    t.match((await quest()).served_by, { provider: 'gemini', fallback_reason: 'invalid_output' })
    smart.script = [{ status: 500 }]
    gemini.script = [{ fault: 'html' }]
    t.match(await quest(), byWriter('unavailable'))
    const { items } = (await it.call({ url: '/api/v1/system/capabilities' })).json()
    t.match(
      items.find(({ capability }: { capability: string }) => capability === 'inference'),
      { adapter: 'smartinference', embedded: false, fallbacks: ['gemini', 'built-in'], upgrades: [] },
    )
  },
)

t.test('generateQuest with both models hung ends at the deadline, and then asks neither', async (t) => {
  const [smart, gemini] = [await questJsonServer(t), await geminiServer(t)]
  const { it, quest } = await served(t, [smart, gemini], { INFERENCE_DEADLINE_MS: '10250' })
  smart.script = Array.from({ length: 9 }, () => ({ fault: 'hung' as const }))
  gemini.script = Array.from({ length: 9 }, () => ({ fault: 'hung' as const }))
  for (let at = 0; at < 5; at++) {
    const reply = quest()
    await arrived(smart)
    it.clock.now += 5_999
    await new Promise((resolve) => setTimeout(resolve, 20))
    t.equal(gemini.requests.length, at, 'the first has 6 of 10 seconds')
    it.clock.now += 1
    await until(() => gemini.requests.length === at + 1, 'the second is asked')
    it.clock.now += 4_000
    t.match((await reply).served_by, { fallback_reason: 'timeout', latency_ms: 10_000 })
  }
  t.match(await quest(), byWriter('circuit_open'))
  t.strictSame([smart.requests.length, gemini.requests.length], [5, 5])
})

t.test('generateQuest asks a model that failed five times again after 30 s', async (t) => {
  const model = await openaiServer(t)
  const { quest, it } = await served(t, [model])
  model.script = Array.from({ length: 5 }, () => ({ status: 500 }))
  model.say(good)
  for (let at = 0; at < 5; at++) t.match(await quest(), byWriter('unavailable'))
  for (let at = 0; at < 5; at++) t.match(await quest(), byWriter('circuit_open'))
  t.equal(model.requests.length, 5)
  const inference = async () =>
    (await it.call({ url: '/api/v1/system/capabilities' }))
      .json()
      .items.find((one: { capability: string }) => one.capability === 'inference')
  t.equal((await inference()).state, 'degraded')
  it.clock.now += 30_001
  t.match((await quest()).served_by, { provider: 'smartinference', fallback: false })
  t.equal((await inference()).state, 'ok')
})

t.test('generateQuest asks no model without quota before its time', async (t) => {
  const model = await openaiServer(t)
  const { quest, it } = await served(t, [model])
  model.script = [{ quota: 300 }]
  model.say(good)
  t.match(await quest(), byWriter('quota'))
  it.clock.now += 200_000
  t.match(await quest(), byWriter('circuit_open'))
  it.clock.now += 101_000
  t.match((await quest()).served_by, { provider: 'smartinference' })
  t.equal(model.requests.length, 2)
})

t.test('generateQuest grants one caller only so many calls to a paid model', async (t) => {
  const model = await openaiServer(t)
  const { quest, it } = await served(t, [model], { MODEL_REQUESTS_PER_MINUTE: '3' })
  model.say(good)
  for (let at = 0; at < 3; at++) t.match((await quest({ session_id: `s${at}` })).served_by, { fallback: false })
  t.match(await quest({ session_id: 'another' }), byWriter('budget'), 'another session is the same caller')
  const elsewhere = await it.call({
    method: 'POST',
    url: '/api/v1/quests/generate',
    payload: ideaOf({ session_id }),
    remoteAddress: '198.51.100.7',
  })
  t.match(elsewhere.json().served_by, { fallback: false }, 'another address is another caller')
  it.clock.now += 60_001
  t.match((await quest()).served_by, { fallback: false })
})
