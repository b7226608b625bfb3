import pg from 'pg'
import t from 'tap'
import { sweepIdempotencyKeys } from '../../../src/services/idempotency/jobs.ts'
import { questJsonServer } from '../../fixtures/models.ts'
import { ideaOf, planOf, questsOf } from '../../fixtures/quests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, onBoth, world } from '../../fixtures/world.ts'

const session_id = 'keyed'
const key = (value: string) => ({ 'idempotency-key': value })
const HOUR_MS = 3_600_000

onBoth(t, 'generateQuest refuses a key that is none, or comes without a session', async (t, it) => {
  const { generate, clarify } = questsOf(it)
  for (const wrong of ['', 'x'.repeat(256)])
    t.strictSame(refusalOf(await generate(ideaOf({ session_id }), key(wrong))), [
      400,
      'invalid-request',
      'headers.idempotency-key',
    ])
  for (const ask of [generate, clarify]) {
    const reply = await ask(ideaOf(), key('no-session'))
    t.strictSame(refusalOf(reply), [400, 'invalid-request', 'headers.idempotency-key'])
    t.match(reply.json().message, 'needs a session')
    t.equal(reply.headers['set-cookie'], undefined)
  }
})

onBoth(t, 'generateQuest answers the same key and body with the quest of the first time', async (t, it) => {
  const { generate, list } = questsOf(it)
  const first = await generate(ideaOf({ session_id }), key('again'))
  t.equal(first.headers['idempotent-replayed'], 'false')
  it.clock.now += 23 * HOUR_MS
  // The members in another order are the same body.
  const { mission_idea, ...rest } = ideaOf({ session_id })
  const second = await generate({ ...rest, mission_idea }, key('again'))
  t.equal(second.headers['idempotent-replayed'], 'true')
  t.strictSame([second.statusCode, second.headers.location, second.body], [201, first.headers.location, first.body])
  t.equal((await list({ session_id })).json().total_items, 1)
})

onBoth(t, 'generateQuest refuses a key that came with another body, and lets others use it', async (t, it) => {
  const { generate, clarify, list } = questsOf(it)
  await generate(ideaOf({ session_id }), key('reused'))
  t.strictSame(refusalOf(await generate(ideaOf({ session_id, seed: 7 }), key('reused'))), [
    422,
    'idempotency-key-reused',
  ])
  t.equal((await generate(ideaOf({ session_id: 'other' }), key('reused'))).headers['idempotent-replayed'], 'false')
  t.equal((await clarify(ideaOf({ session_id }), key('reused'))).headers['idempotent-replayed'], 'false')
  t.equal((await clarify(ideaOf({ session_id }), key('reused'))).headers['idempotent-replayed'], 'true')
  t.equal((await list({ session_id })).json().total_items, 1)
})

onBoth(t, 'generateQuest forgets a key after 24 hours', async (t, it) => {
  const { generate, list } = questsOf(it)
  for (let at = 0; at < 5; at++) await generate(ideaOf({ session_id, seed: at }), key(`old-${at}`))
  it.clock.now += 24 * HOUR_MS + 1
  t.equal((await generate(ideaOf({ session_id, seed: 99 }), key('old-0'))).headers['idempotent-replayed'], 'false')
  t.equal((await list({ session_id })).json().total_items, 6)
})

onBoth(t, 'generateQuest by 50 at once with one key makes one quest', async (t, it) => {
  const { generate, list } = questsOf(it)
  const replies = await Promise.all(Array.from({ length: 50 }, () => generate(ideaOf({ session_id }), key('fifty'))))
  for (const reply of replies) {
    if (reply.statusCode === 409) t.equal(reply.headers['retry-after'], '1')
    else t.equal(reply.statusCode, 201)
  }
  const bodies = new Set(replies.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body))
  t.equal(bodies.size, 1)
  t.equal((await list({ session_id })).json().total_items, 1)
  t.equal((await generate(ideaOf({ session_id }), key('fifty'))).body, [...bodies][0])
})

for (const engine of engines) {
  t.test(
    `generateQuest with a key that is still being worked on is refused until it is done (${engine})`,
    async (t) => {
      const model = await questJsonServer(t)
      const it = await world(t, engine, model.env)
      const { generate, list } = questsOf(it)
      const released = Promise.withResolvers<void>()
      model.script = [{ say: JSON.stringify(planOf()), after: released.promise }]
      const first = generate(ideaOf({ session_id }), key('slow'))
      while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      const second = await generate(ideaOf({ session_id }), key('slow'))
      t.strictSame([...refusalOf(second), second.headers['retry-after']], [409, 'idempotency-key-in-use', '1'])
      t.strictSame(refusalOf(await generate(ideaOf({ session_id, seed: 1 }), key('slow'))), [
        422,
        'idempotency-key-reused',
      ])
      released.resolve()
      t.equal((await first).json().quest_name, 'OPERATION SILVER BROOM')
      t.equal((await generate(ideaOf({ session_id }), key('slow'))).body, (await first).body)
      t.equal(model.requests.length, 1, 'the model is paid once')
      t.equal((await list({ session_id })).json().total_items, 1)
    },
  )

  t.test(
    `generateQuest whose process died frees its key after a minute, and can no longer finish (${engine})`,
    async (t) => {
      const model = await questJsonServer(t)
      const it = await world(t, engine, model.env)
      const { generate, list } = questsOf(it)
      const released = Promise.withResolvers<void>()
      model.script = [
        { say: JSON.stringify(planOf()), after: released.promise },
        JSON.stringify(planOf({ difficulty: 'Hard' })),
      ]
      const stalled = generate(ideaOf({ session_id }), key('dead'))
      while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      const aMinuteAgo = new Date(it.clock.now - 61_000).toISOString()
      await it.deps.db.updateTable('idempotency_keys').set({ created_at: aMinuteAgo }).execute()
      const later = await generate(ideaOf({ session_id }), key('dead'))
      t.match(later.json(), { difficulty: 'Hard' })
      released.resolve()
      t.strictSame(refusalOf(await stalled), [409, 'idempotency-key-in-use'], 'its quest was taken back')
      t.equal((await list({ session_id })).json().total_items, 1)
      t.equal((await generate(ideaOf({ session_id }), key('dead'))).body, later.body)
    },
  )
}

onBoth(t, 'generateQuest that failed leaves its key free', async (t, it) => {
  const { generate } = questsOf(it)
  const { db } = it.deps
  await db.schema.alterTable('quests').renameTo('elsewhere').execute()
  t.equal((await generate(ideaOf({ session_id }), key('failed'))).statusCode, 500)
  t.strictSame(await db.selectFrom('idempotency_keys').selectAll().execute(), [])
  await db.schema.alterTable('elsewhere').renameTo('quests').execute()
  t.equal((await generate(ideaOf({ session_id }), key('failed'))).statusCode, 201)
})

onBoth(t, 'generateQuest forgets its answer when deleteQuest or deleteQuests takes the quest', async (t, it) => {
  const { generate, remove, removeAll } = questsOf(it)
  const keys = async () =>
    (await it.deps.db.selectFrom('idempotency_keys').select('key').orderBy('key').execute()).map((row) => row.key)
  const made = async (name: string, session = session_id) =>
    (await generate(ideaOf({ session_id: session }), key(name))).json()
  const [first] = [await made('a'), await made('b'), await made('c', 'someone-else')]
  await remove(first.id, { session_id })
  t.strictSame(await keys(), ['b', 'c'])
  t.not((await made('a')).id, first.id, 'it is made anew')
  await removeAll({ session_id })
  t.strictSame(await keys(), ['c'])
})

t.test('A key that is taken again while the sweep waits for it stays taken: generateQuest', async (t) => {
  const it = await world(t, 'postgres')
  const { generate } = questsOf(it)
  await generate(ideaOf({ session_id }), key('old'))
  it.clock.now += 25 * HOUR_MS
  const other = new pg.Client({ connectionString: it.env.DATABASE_URL as string })
  await other.connect()
  t.teardown(() => other.end())
  await other.query('begin')
  await other.query("update idempotency_keys set created_at = $1, answer = null where key = 'old'", [
    it.deps.clock.now(),
  ])
  await it.deps.jobs.start()
  await it.deps.jobs.send(it.deps.db, sweepIdempotencyKeys, {})
  await until(async () => {
    // Within a transaction, Postgres would show the sessions as they were at the first look.
    await other.query('select pg_stat_clear_snapshot()')
    const { rows } = await other.query(
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    )
    return rows.length > 0
  }, 'the removal waits for the row')
  await other.query('commit')
  await until(() => it.logged.some((line) => line.includes('job done')), 'the sweep is over')
  const kept = await it.deps.db.selectFrom('idempotency_keys').select('key').where('key', '=', 'old').execute()
  t.equal(kept.length, 1)
})
