import t, { type Test } from 'tap'
import { questIn, questsOf } from '../../fixtures/quests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const session_id = 'stepping'
const done = { done: true, session_id }
const undone = { done: false, session_id }

/** The sums that lists sort and filter by, beside what the steps say. */
async function sumsHold(t: Test, { deps }: World, id: number) {
  const row = await deps.db.selectFrom('quests').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const steps = await deps.db.selectFrom('quest_steps_done').select('step_id').where('quest_id', '=', id).execute()
  const rewards = new Map(
    (JSON.parse(row.quest_json) as { steps: { id: number; sgxp_reward: number }[] }).steps.map((it) => [
      it.id,
      it.sgxp_reward,
    ]),
  )
  const earned = steps.reduce((sum, { step_id }) => sum + (rewards.get(step_id) ?? Number.NaN), 0)
  t.strictSame([row.steps_done, row.sgxp_earned], [steps.length, earned], 'the sums are those of the steps')
}

onBoth(t, 'setQuestStep refuses what it does not know, and names it', async (t, world) => {
  const { tick, read } = questsOf(world)
  const { id } = await questIn(world, session_id)
  t.strictSame(refusalOf(await tick(id, 1, { session_id })), [400, 'invalid-request', 'body.done'])
  t.strictSame(refusalOf(await tick(id, 1, { done: 'true', session_id })), [400, 'invalid-request', 'body.done'])
  t.strictSame(refusalOf(await tick(id, 1, { ...done, sgxp: 100 })), [400, 'invalid-request', 'body.sgxp'])
  t.strictSame(refusalOf(await tick(id, 0, done)), [400, 'invalid-request', 'path.step_id'])
  t.strictSame(refusalOf(await tick(id, 6, done)), [400, 'invalid-request', 'path.step_id'])
  t.strictSame(refusalOf(await tick(0, 1, done)), [400, 'invalid-request', 'path.id'])
  t.strictSame(refusalOf(await tick(2 ** 53, 1, done)), [400, 'invalid-request', 'path.id'])
  t.strictSame(refusalOf(await tick(id + 1, 1, done)), [404, 'quest-not-found'])
  t.match((await read(id, { session_id })).json(), { status: 'not_started' })
})

onBoth(
  t,
  'setQuestStep awards once, takes back what is un-ticked, and tells where the quest stands',
  async (t, world) => {
    const { tick, read } = questsOf(world)
    const quest_id = (await questIn(world, session_id)).id
    const told = async (step_id: number, body: object) => (await tick(quest_id, step_id, body)).json()
    const expect = (step_id: number, isDone: boolean, earned: number, status: string, awarded: number) => ({
      quest_id,
      step_id,
      done: isDone,
      sgxp: { earned, total: 100, percent: earned },
      status,
      awarded,
    })
    t.strictSame(await told(3, done), expect(3, true, 20, 'in_progress', 20))
    t.strictSame(await told(3, done), expect(3, true, 20, 'in_progress', 0), 'the second time earns nothing')
    t.strictSame(await told(3, undone), expect(3, false, 0, 'not_started', -20))
    t.strictSame(await told(3, undone), expect(3, false, 0, 'not_started', 0), 'nor does it cost twice')
    for (const [step, earned] of [
      [1, 10],
      [2, 25],
      [4, 50],
      [5, 80],
    ] as const)
      t.equal((await told(step, done)).sgxp.earned, earned)
    t.strictSame(await told(3, done), expect(3, true, 100, 'complete', 20))
    t.match((await read(quest_id, { session_id })).json(), { status: 'complete', sgxp: { earned: 100, percent: 100 } })
    t.strictSame(await told(1, undone), expect(1, false, 90, 'in_progress', -10))
    await sumsHold(t, world, quest_id)
  },
)

onBoth(t, 'setQuestStep ticked by 50 at once awards exactly once', async (t, world) => {
  const { tick } = questsOf(world)
  const { id } = await questIn(world, session_id)
  const replies = await Promise.all(Array.from({ length: 50 }, () => tick(id, 5, done)))
  const awarded = replies.map((reply) => reply.json().awarded as number)
  t.strictSame(
    awarded.filter((it) => it !== 0),
    [30],
  )
  for (const reply of replies) t.equal(reply.json().sgxp.earned, 30)
  await sumsHold(t, world, id)
})

onBoth(t, 'setQuestStep ticked and un-ticked by 50 at once gives what it takes', async (t, world) => {
  const { tick, read } = questsOf(world)
  const { id } = await questIn(world, session_id)
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, at) => tick(id, 1 + (at % 5), at % 3 === 0 ? undone : done)),
  )
  for (const reply of replies) t.equal(reply.statusCode, 200)
  const awarded = replies.reduce((sum, reply) => sum + reply.json().awarded, 0)
  t.equal((await read(id, { session_id })).json().sgxp.earned, awarded)
  await sumsHold(t, world, id)
})

onBoth(t, 'setQuestStep against deleteQuest leaves no step without a quest', async (t, world) => {
  const { tick, remove } = questsOf(world)
  for (let round = 0; round < 10; round++) {
    const { id } = await questIn(world, session_id)
    const replies = await Promise.all([
      ...[1, 2, 3].map((step) => tick(id, step, done)),
      remove(id, { session_id }),
      ...[4, 5].map((step) => tick(id, step, done)),
    ])
    for (const reply of replies) t.ok([200, 204, 404].includes(reply.statusCode), String(reply.statusCode))
    t.equal(replies[3]?.statusCode, 204)
  }
  t.equal((await world.deps.db.selectFrom('quest_steps_done').selectAll().execute()).length, 0)
})

onBoth(t, 'summarizeQuests sums up quests, SGXP and level, by mode', async (t, world) => {
  const { tick, summary } = questsOf(world)
  const none = { total_quests: 0, completed_quests: 0, sgxp_earned: 0, sgxp_available: 0 }
  t.strictSame((await summary({ session_id })).json(), {
    ...none,
    percent: 0,
    level: 1,
    by_help_mode: { supplies: none, awareness: none, helpers: none, solo: none },
  })
  for (let at = 0; at < 6; at++) {
    const { id } = await questIn(world, session_id, { help_mode: at === 0 ? 'supplies' : 'helpers' })
    for (let step = 1; step <= (at === 5 ? 1 : 5); step++) await tick(id, step, done)
  }
  t.strictSame((await summary({ session_id })).json(), {
    total_quests: 6,
    completed_quests: 5,
    sgxp_earned: 510,
    sgxp_available: 600,
    percent: 85,
    level: 2,
    by_help_mode: {
      supplies: { total_quests: 1, completed_quests: 1, sgxp_earned: 100, sgxp_available: 100 },
      awareness: none,
      helpers: { total_quests: 5, completed_quests: 4, sgxp_earned: 410, sgxp_available: 500 },
      solo: none,
    },
  })
})

onBoth(t, 'deleteQuest and deleteQuests take the steps along, and never give an id twice', async (t, world) => {
  const { tick, read, remove, removeAll, list } = questsOf(world)
  const { id } = await questIn(world, session_id)
  await tick(id, 1, done)
  const reply = await remove(id, { session_id })
  t.strictSame([reply.statusCode, reply.body], [204, ''])
  t.equal((await remove(id, { session_id })).statusCode, 404)
  t.equal((await read(id, { session_id })).statusCode, 404)
  const next = await questIn(world, session_id)
  t.ok(next.id > id)
  t.match(next, { sgxp: { earned: 0 } })
  await questIn(world, session_id)
  await questIn(world, 'someone-else')
  t.strictSame((await removeAll({ session_id })).json(), { deleted: 2 })
  t.strictSame((await removeAll({ session_id })).json(), { deleted: 0 })
  t.equal((await list({ session_id: 'someone-else' })).json().total_items, 1)
  t.equal((await world.deps.db.selectFrom('quest_steps_done').selectAll().execute()).length, 0)
})
