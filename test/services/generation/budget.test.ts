import t from 'tap'
import { byWriter, DEADLINE_MS, good, served, wrong } from '../../fixtures/generation.ts'
import { openaiServer } from '../../fixtures/models.ts'
import { plain } from '../../fixtures/sqlite.ts'
import { until } from '../../fixtures/valkey.ts'

const DAY_MS = 24 * 3_600_000

t.test('generateQuest makes no paid call beyond the total of a day, whoever asks', async (t) => {
  const model = await openaiServer(t)
  const { quest, it } = await served(t, [model], { MODEL_CALLS_PER_DAY: '3' })
  model.say(good)
  for (let at = 0; at < 3; at++) t.match((await quest()).served_by, { fallback: false })
  t.match(await quest(), byWriter('budget'))
  t.equal(model.requests.length, 3)
  it.clock.now += DAY_MS
  t.match((await quest()).served_by, { fallback: false })
})

t.test('generateQuest makes none at all when the total is 0', async (t) => {
  const model = await openaiServer(t)
  const { quest } = await served(t, [model], { MODEL_CALLS_PER_DAY: '0' })
  t.match(await quest(), byWriter('budget'))
  t.equal(model.requests.length, 0)
})

t.test('generateQuest counts a repair, and repairs nothing that the total does not allow', async (t) => {
  const model = await openaiServer(t)
  const { quest } = await served(t, [model], { MODEL_CALLS_PER_DAY: '3' })
  model.script = [wrong, good, wrong]
  t.match((await quest()).served_by, { fallback: false })
  t.match(await quest(), byWriter('invalid_output'))
  t.match(await quest(), byWriter('budget'))
  t.equal(model.requests.length, 3)
})

t.test('generateQuest counts calls that fail, and none that the circuit breaker does not let through', async (t) => {
  const model = await openaiServer(t)
  const { quest, it } = await served(t, [model])
  model.script = Array.from({ length: 5 }, () => ({ status: 500 }))
  for (let at = 0; at < 5; at++) t.match(await quest(), byWriter('unavailable'))
  for (let at = 0; at < 3; at++) t.match(await quest(), byWriter('circuit_open'))
  t.strictSame(plain(await it.deps.db.selectFrom('paid_calls').selectAll().execute()), [
    { kind: 'text', day: '2026-11-20', calls: 5 },
  ])
})

t.test('generateQuest counts no call beyond those that may wait for one provider', async (t) => {
  const model = await openaiServer(t)
  const { quest, it } = await served(t, [model])
  model.script = Array.from({ length: 64 }, () => ({ fault: 'hung' as const }))
  const waiting = Array.from({ length: 64 }, () => quest())
  await until(() => model.requests.length === 64, 'all are asked')
  t.match(await quest(), byWriter('unavailable'))
  t.same(await it.deps.db.selectFrom('paid_calls').selectAll().execute(), [
    { kind: 'text', day: '2026-11-20', calls: 64 },
  ])
  it.clock.now += DEADLINE_MS
  for (const reply of await Promise.all(waiting)) t.match(reply, byWriter('timeout'))
})
