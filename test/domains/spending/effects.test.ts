import t, { type Test } from 'tap'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { good, wrong } from '../../fixtures/generation.ts'
import { geminiImageServer } from '../../fixtures/image-models.ts'
import { imagesOf, paidCalls, requestFor } from '../../fixtures/images.ts'
import { type ModelServer, openaiServer } from '../../fixtures/models.ts'
import { ideaOf, questsOf } from '../../fixtures/quests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { eventsIn, PICTURE, spendingOf, userKey } from '../../fixtures/spending.ts'
import { asGuest, asUser } from '../../fixtures/users.ts'
import { engines, type World, world } from '../../fixtures/world.ts'

interface Models {
  text: ModelServer
  image: ModelServer
}

/** The same test on both databases, with a model that writes and one that paints. */
function onBothWithModels(title: string, run: (t: Test, it: World, models: Models) => Promise<void>, settings = {}) {
  for (const engine of engines) {
    t.test(`${title} (${engine})`, async (t) => {
      const text = await openaiServer(t)
      const image = await geminiImageServer(t)
      text.say(good)
      const { GEMINI_BASE_URL, GEMINI_API_KEY } = image.env
      const env = { ...text.env, GEMINI_BASE_URL, GEMINI_API_KEY, MODEL_REQUESTS_PER_MINUTE: '1000', ...settings }
      await run(t, await world(t, engine, env as Record<string, string>), { text, image })
    })
  }
}

const questOf = (it: World, headers: Record<string, string> = asUser) => questsOf(it).generate(ideaOf({}), headers)
const imageOf = (it: World, headers: Record<string, string> = asUser) => imagesOf(it).generate(requestFor(), headers)
const byWriter = { provider: 'built-in', fallback: true, fallback_reason: 'budget', cost_micro_usd: 0 }

onBothWithModels(
  'A user whose daily limit is 1 makes no provider call, gets every quest, and no picture',
  async (t, it, { text, image }) => {
    await spendingOf(it).put({ daily_limit_micro_usd: 1 })
    const quest = await questOf(it)
    t.match([quest.statusCode, quest.json().served_by], [201, byWriter])
    t.equal(quest.json().steps.length, 5)
    t.match((await questsOf(it).clarify(ideaOf({}), asUser)).json().served_by, byWriter)
    const picture = await imageOf(it)
    t.strictSame(refusalOf(picture), [402, 'budget-exceeded'])
    const { message, request_id: _id, ...told } = picture.json()
    t.strictSame(told, {
      ...{ status: 'error', code: 402, error: 'budget-exceeded' },
      ...{ limit: 'daily', limit_micro_usd: 1, spent_micro_usd: 0, reserved_micro_usd: 0 },
      ...{ estimate_micro_usd: PICTURE, resets_at: '2026-11-21T00:00:00.000Z' },
    })
    t.equal(
      message,
      'Your limit of a day is 0.000001 USD, of which 0.00 USD are used; this may cost 0.067 USD. Raise the limit, or wait until 2026-11-21T00:00:00.000Z.',
    )
    t.strictSame([text.requests.length, image.requests.length], [0, 0])
    t.strictSame(await eventsIn(it.deps.db), [])
    t.equal(await paidCalls(it), 0)
    t.match((await questOf(it, asGuest)).json().served_by, { provider: 'smartinference' }, 'others go on')
    t.equal((await imageOf(it, asGuest)).statusCode, 201)
  },
)

onBothWithModels(
  'A scene is paid by the service, whatever the budget of the user who asks',
  async (t, it, { image }) => {
    await spendingOf(it).put({ daily_limit_micro_usd: 1 })
    const scene = () =>
      it.call({ method: 'POST', url: '/api/v1/scenes/generate', headers: asUser, payload: { location: 'Forest' } })
    t.match((await scene()).json().served_by, { provider: 'gemini', cost_micro_usd: PICTURE })
    t.match(await eventsIn(it.deps.db), [
      { owner: null, service: 'image', provider: 'gemini', cost_micro_usd: PICTURE },
    ])
    t.equal((await spendingOf(it).spending()).json().total.calls, 0)
    t.equal(image.requests.length, 1)
  },
)

onBothWithModels(
  'Beyond what the service may spend in a day, everything is made by the service itself, for all',
  async (t, it, { text, image }) => {
    t.equal((await imageOf(it)).statusCode, 201)
    const picture = await imageOf(it)
    t.match([picture.statusCode, picture.json().served_by], [201, { ...byWriter, provider: 'embedded' }])
    t.match((await questOf(it, {})).json().served_by, byWriter)
    t.strictSame([text.requests.length, image.requests.length], [0, 1])
    t.match((await spendingOf(it).budget()).json().day, { spent_micro_usd: PICTURE, reserved_micro_usd: 0 })
    t.strictSame(await wrongTotals(it.deps.db), [])
  },
  { SERVICE_DAILY_LIMIT_MICRO_USD: String(PICTURE) },
)

onBothWithModels(
  'What a user spends on quests and pictures is what the budget and the report show',
  async (t, it, { text }) => {
    const { budget, spending } = spendingOf(it)
    const quest = (await questOf(it)).json().served_by
    t.ok(quest.cost_micro_usd > 0)
    const picture = (await imageOf(it)).json().served_by
    t.equal(picture.cost_micro_usd, PICTURE)
    const cost = quest.cost_micro_usd + PICTURE
    t.match((await budget()).json(), {
      day: { spent_micro_usd: cost, reserved_micro_usd: 0 },
      month: { spent_micro_usd: cost, remaining_micro_usd: 100_000_000 - cost },
    })
    t.match((await spending('?period=7d')).json(), {
      total: { cost_micro_usd: cost, calls: 2 },
      by_service: [
        { service: 'image', cost_micro_usd: PICTURE, calls: 1 },
        { service: 'text', cost_micro_usd: quest.cost_micro_usd, calls: 1 },
      ],
      by_day: { length: 7, 6: { day: '2026-11-20', cost_micro_usd: cost, calls: 2 } },
    })
    text.script = [wrong, good]
    const repaired = (await questOf(it)).json().served_by.cost_micro_usd
    t.equal((await budget()).json().day.spent_micro_usd, cost + repaired, 'the repair is paid too')
    t.equal((await spending()).json().total.calls, 4)
    t.strictSame(await wrongTotals(it.deps.db), [])
  },
)

onBothWithModels('A key is paid once, and a picture that is blocked is free', async (t, it, { image }) => {
  const { spending } = spendingOf(it)
  const keyed = { ...asUser, 'idempotency-key': 'once' }
  for (const _ of [1, 2, 3]) {
    t.equal((await questOf(it, keyed)).statusCode, 201)
    t.equal((await imageOf(it, keyed)).statusCode, 201)
  }
  t.equal((await spending()).json().total.calls, 2)
  image.script = [{ fault: 'blockedOutput' }, { status: 503 }]
  t.equal((await imageOf(it)).statusCode, 422)
  t.match((await imageOf(it)).json().served_by, { fallback_reason: 'unavailable', cost_micro_usd: 0 })
  t.equal((await spending()).json().total.calls, 2)
  t.match((await eventsIn(it.deps.db)).slice(2), [
    { owner: userKey, state: 'released', cost_micro_usd: 0 },
    { owner: userKey, state: 'released', cost_micro_usd: 0 },
  ])
})

onBothWithModels(
  'A limit that leaves one picture leaves one, of twenty that are asked for at once',
  async (t, it, { image }) => {
    await spendingOf(it).put({ monthly_limit_micro_usd: 2 * PICTURE - 1 })
    const replies = await Promise.all(Array.from({ length: 20 }, () => imageOf(it)))
    t.equal(replies.filter(({ statusCode }) => statusCode === 201).length, 1)
    const refused = replies.filter(({ statusCode }) => statusCode === 402)
    t.equal(refused.length, 19)
    for (const reply of refused) t.match(reply.json(), { limit: 'monthly', resets_at: '2026-12-01T00:00:00.000Z' })
    t.equal(image.requests.length, 1)
  },
  { MAX_REQUESTS_PER_MINUTE: '1000' },
)
