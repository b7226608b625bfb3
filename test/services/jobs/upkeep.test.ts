import t from 'tap'
import { deleteIdleQuests } from '../../../src/domains/quests/jobs.ts'
import { deleteIdleSaves } from '../../../src/domains/saves/jobs.ts'
import { sweepIdempotencyKeys } from '../../../src/services/idempotency/jobs.ts'
import type { Job } from '../../../src/services/jobs/job.ts'
import type { Nothing } from '../../../src/services/jobs/nothing.ts'
import { until } from '../../fixtures/jobs.ts'
import { questIn, questsOf } from '../../fixtures/quests.ts'
import { savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBothAlone, type World, world } from '../../fixtures/world.ts'

const DAY_MS = 24 * 3_600_000
const retention = { ANONYMOUS_RETENTION_DAYS: '30' }

/** Sends a job and waits until it has run. */
async function done<N>({ deps, logged }: World, job: Job<typeof Nothing, N>) {
  const id = await deps.jobs.send(deps.db, job, {})
  await deps.jobs.start()
  await until(() => logged.some((line) => line.includes(`"id":"${id}"`) && line.includes('job done')), job.name, 30_000)
}

const countOf = async ({ deps }: World, table: 'party_versions' | 'quests' | 'idempotency_keys') =>
  (await deps.db.selectFrom(table).selectAll().execute()).length

/** The sessions of the saves that are not deleted. */
const saved = async ({ deps }: World) => {
  const rows = await deps.db.selectFrom('parties').select('session_id').where('deleted_at', 'is', null).execute()
  return rows.map(({ session_id }) => session_id).sort()
}

const user = 'user:019aa0c8-93a5-7000-8000-000000000001'

onBothAlone(t, 'without a retention, what is anonymous is kept', async (t, it) => {
  await savesOf(it).save('old', stateOf())
  await questIn(it, 'old')
  it.clock.now += 10_000 * DAY_MS
  await done(it, deleteIdleSaves)
  await done(it, deleteIdleQuests)
  t.strictSame([await saved(it), await countOf(it, 'quests')], [['old'], 1])
})

onBothAlone(
  t,
  'anonymous saves that nobody wrote to for so many days are deleted with their history, a user has theirs kept',
  async (t, it) => {
    const { save, load } = savesOf(it)
    for (const session of ['idle', 'of-a-user', 'touched']) {
      await save(session, stateOf({ at: 1 }))
      await save(session, stateOf({ at: 2 }))
    }
    await it.deps.db
      .updateTable('parties')
      .set({ owner: user } as never)
      .where('session_id', '=', 'of-a-user')
      .execute()
    it.clock.now += 29 * DAY_MS
    await save('touched', stateOf({ at: 3 }))
    await done(it, deleteIdleSaves)
    t.strictSame(await saved(it), ['idle', 'of-a-user', 'touched'])
    it.clock.now += 2 * DAY_MS
    await done(it, deleteIdleSaves)
    t.strictSame(await saved(it), ['of-a-user', 'touched'])
    t.strictSame(await countOf(it, 'party_versions'), 3)
    t.equal((await load('idle')).statusCode, 404)
    t.equal((await load('touched')).statusCode, 200)
    // A tag of the deleted state must not fit another one.
    t.strictSame((await save('idle', stateOf())).json().version, 3)
  },
  retention,
)

onBothAlone(
  t,
  'anonymous quests of which no step was done for so many days are deleted, a user has theirs kept',
  async (t, it) => {
    const idle = await questIn(it, 'idle')
    const touched = await questIn(it, 'touched')
    const owned = await questIn(it, 'of-a-user')
    await it.deps.db
      .updateTable('quests')
      .set({ owner: user } as never)
      .where('id', '=', owned.id)
      .execute()
    it.clock.now += 29 * DAY_MS
    const { tick, read } = questsOf(it)
    t.equal((await tick(touched.id, 1, { done: true, session_id: 'touched' })).statusCode, 200)
    await done(it, deleteIdleQuests)
    t.strictSame(await countOf(it, 'quests'), 3)
    it.clock.now += 2 * DAY_MS
    await done(it, deleteIdleQuests)
    const kept = await it.deps.db.selectFrom('quests').select('id').orderBy('id').execute()
    t.strictSame(
      kept.map(({ id }) => id),
      [touched.id, owned.id],
    )
    t.equal((await read(idle.id, { session_id: 'idle' })).statusCode, 404)
  },
  retention,
)

onBothAlone(
  t,
  'more saves than one step holds are all looked at',
  async (t, it) => {
    const at = '2026-01-01T00:00:00.000Z'
    const row = (index: number) => ({
      id: `019aa0c8-93a5-7000-8000-${String(index).padStart(12, '0')}`,
      owner: `session:s${index}` as const,
      session_id: `s${index}`,
      state: '{}',
      size_bytes: 1,
      version: 1,
      versions_kept: 50,
      created_at: at,
      updated_at: index % 3 === 0 ? it.deps.clock.now().toISOString() : at,
    })
    for (let from = 0; from < 1_200; from += 400) {
      const rows = Array.from({ length: 400 }, (_, index) => row(from + index))
      await it.deps.db.insertInto('parties').values(rows).execute()
    }
    await done(it, deleteIdleSaves)
    t.strictSame((await saved(it)).length, 400)
  },
  retention,
)

onBothAlone(t, 'keys of idempotency are removed when their time is over', async (t, it) => {
  const { generate } = questsOf(it)
  const body = { session_id: 's', mission_idea: 'Clean up the park', help_mode: 'helpers' }
  t.equal((await generate(body, { 'idempotency-key': 'old' })).statusCode, 201)
  it.clock.now += 23 * 3_600_000
  await done(it, sweepIdempotencyKeys)
  t.strictSame(await countOf(it, 'idempotency_keys'), 1)
  it.clock.now += 2 * 3_600_000
  await done(it, sweepIdempotencyKeys)
  t.strictSame(await countOf(it, 'idempotency_keys'), 0)
})

t.test('what is idle is deleted by the schedule alone, which runs once a day', async (t) => {
  const it = await world(t, 'sqlite', retention)
  await savesOf(it).save('idle', stateOf())
  await it.deps.jobs.start()
  const runs = () => it.logged.filter((line) => line.includes('delete-idle-saves')).length
  for (let days = 1; days <= 31; days++) {
    t.strictSame(await saved(it), ['idle'])
    it.clock.now += DAY_MS
    await until(() => runs() === days, `the run of day ${days}`)
  }
  await until(async () => (await saved(it)).length === 0, 'the last run deleted it')
})
