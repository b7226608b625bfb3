import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { OwnerKey } from '../../../db/owner.ts'
import { wrongTotals } from '../../../src/services/spending/check.ts'
import { expireReservations } from '../../../src/services/spending/jobs.ts'
import { START } from '../../fixtures/clock.ts'
import { callOf, PICTURE, pictures, spendingOf, totalsIn, userKey } from '../../fixtures/spending.ts'
import type { Told, Work } from '../../fixtures/spending-process.ts'
import { killAtStepOf, steppedProcess } from '../../fixtures/stepped.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const entry = fileURLToPath(new URL('../../fixtures/spending-process.ts', import.meta.url))
const attempt = { id: '1', number: 1, signal: new AbortController().signal }

/** Runs the work in a process of its own, and kills it at its step of this number. Answers the step; undefined after its end. */
async function killAtStep(t: Test, { env }: World, work: Work, step: number): Promise<string | undefined> {
  const args = [env.DATABASE_URL as string, new Date(START).toISOString()]
  return killAtStepOf(await steppedProcess<Told>(t, entry, args), step, { work })
}

const reserved = async ({ deps: { db } }: World) =>
  (await db.selectFrom('spend_events').select('id').where('state', '=', 'reserved').execute()).length

/** Kills a process at each of its steps in turn, and lets the job go over what is left. Answers the steps. */
async function killEverywhere(t: Test, world: World, work: Work, prepare: () => Promise<unknown>): Promise<string[]> {
  const { deps, clock } = world
  for (const steps: string[] = []; ; ) {
    clock.now = START
    await prepare()
    const reached = await killAtStep(t, world, work, steps.length)
    const at = `${work} killed ${reached ?? 'after its end'}`
    t.strictSame(await wrongTotals(deps.db), [], `${at}: every total is the sum of its events`)
    clock.now = START + 3_600_000
    await expireReservations.run(deps, {}, attempt)
    t.equal(await reserved(world), 0, `${at}: nothing stays reserved`)
    t.strictSame(await wrongTotals(deps.db), [], `${at}: the totals are the sums after the job too`)
    if (reached === undefined) return steps
    steps.push(reached)
  }
}

const spendAs = async ({ deps }: World, owner: OwnerKey) =>
  (await deps.paidCalls.reserve(callOf(owner))).settle(pictures(1))

const totals = 'spend_totals'
const reserving = [
  `insert ${totals}`,
  `insert ${totals}`,
  'insert spend_events',
  'insert paid_calls',
  `insert ${totals}`,
]
/** The day and the month of a user. */
const summing = [`insert ${totals}`, `update ${totals}`, `insert ${totals}`, `update ${totals}`]
const settling = ['update spend_events', `update ${totals}`]
const after = (steps: string[]) => steps.map((step) => `after ${step}`)

onBoth(t, 'a process that spends is killed at every step', async (t, world) => {
  const { db } = world.deps
  await spendingOf(world).put({ monthly_limit_micro_usd: 100 * PICTURE, alert_threshold_percent: 2 })
  // An alert is due in each settlement.
  const prepare = () => db.updateTable('spend_totals').set({ alerted_at: null }).execute()
  const steps = await killEverywhere(t, world, 'settle', prepare)
  // The alert of the month, and the total of the service.
  const alerts = [`update ${totals}`, `update ${totals}`]
  t.strictSame(steps, after([...reserving, ...settling, ...alerts]))
  const [service] = await totalsIn(db)
  // Each time that it was killed between the reservation and the end of the settlement, the estimate is spent.
  t.strictSame(service, ['service', 'day', 0, (settling.length + alerts.length + 2) * PICTURE])
})

onBoth(t, 'a process that takes a call back is killed at every step', async (t, world) => {
  const steps = await killEverywhere(t, world, 'cancel', async () => {})
  t.strictSame(steps, after([...reserving, ...settling, 'update paid_calls', `update ${totals}`]))
})

onBoth(t, 'a process that changes the time zone is killed at every step', async (t, world) => {
  const steps = await killEverywhere(t, world, 'zone', async () => {
    await world.deps.db.deleteFrom('user_budget_settings').execute()
    await world.deps.db.deleteFrom('spend_totals').execute()
    await world.deps.db.deleteFrom('spend_events').execute()
    await spendAs(world, userKey)
    await world.deps.paidCalls.reserve(callOf(userKey))
  })
  t.strictSame(
    steps,
    after([
      'insert user_budget_settings',
      // What has ended, and the day and the month of the other time zone.
      ...[`delete ${totals}`, `delete ${totals}`, `delete ${totals}`],
      ...summing,
      `update ${totals}`,
    ]),
  )
})

onBoth(t, 'a process that hands a session over is killed at every step', async (t, world) => {
  const steps = await killEverywhere(t, world, 'claim', async () => {
    await spendAs(world, 'session:s')
    await world.deps.paidCalls.reserve(callOf('session:s'))
    await world.deps.paidCalls.reserve(callOf(userKey))
  })
  t.strictSame(steps, after(['update spend_events', `delete ${totals}`, ...summing, `update ${totals}`]))
})

onBoth(t, 'a process that erases a user is killed at every step', async (t, world) => {
  const steps = await killEverywhere(t, world, 'erase', async () => {
    await spendAs(world, userKey)
    await world.deps.paidCalls.reserve(callOf(userKey))
  })
  t.strictSame(steps, after(['update spend_events', `delete ${totals}`, 'delete user_budget_settings']))
})
