import { sql } from 'kysely'
import t from 'tap'
import { owned } from '../../../src/domains/spending/actions.ts'
import { forgetSpendingSessions } from '../../../src/services/spending/jobs.ts'
import { forgetSessions, listEvents, listForgettable } from '../../../src/services/spending/store.ts'
import { earliestOf } from '../../../src/services/spending/totals.ts'
import { alert, settle } from '../../../src/services/spending/totals-store.ts'
import { plansOf } from '../../fixtures/plans.ts'
import { userKey } from '../../fixtures/spending.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const EVENTS = 20_000
/** One of so many events is the user's. */
const SHARE = 200
const at = '2026-11-20T09:30:00.000Z'

/** Events of a user and of sessions, many at each moment, and a total of the service for each day of some years. */
async function fill({ deps: { db }, engine }: World) {
  const numbers = sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(EVENTS)})`
  const isSqlite = engine === 'sqlite'
  const id = isSqlite
    ? sql`printf('01900000-0000-7000-8000-%012x', ${sql.lit(EVENTS)} - n)`
    : sql`cast('01900000-0000-7000-8000-' || lpad(to_hex(${sql.lit(EVENTS)} - n), 12, '0') as uuid)`
  const timeOf = (days: ReturnType<typeof sql>) =>
    isSqlite
      ? sql`strftime('%Y-%m-%dT%H:%M:%fZ', '2026-11-20', '-' || ${days} || ' days')`
      : sql`timestamptz '2026-11-20T00:00:00Z' - ${days} * interval '1 day'`
  const owner = sql`case when n % ${sql.lit(SHARE)} = 0 then ${sql.lit(userKey)} else 'session:s' || (n % 101) end`
  await sql`insert into spend_events
    (id, owner, service, provider, model, state, estimate_micro_usd, cost_micro_usd, price_versions, created_at, expires_at)
    ${numbers} select ${id}, ${owner}, 'text', 'gemini', 'model', 'spent', 1, 1, '{}', ${timeOf(sql`(n / 100)`)}, ${timeOf(sql`(n / 100)`)}
    from numbers`.execute(db)
  await sql`insert into spend_totals
    (scope, kind, starts_at, ends_at, reserved_micro_usd, spent_micro_usd)
    ${numbers} select 'service', 'day', ${timeOf(sql`n`)}, ${timeOf(sql`(n - 1)`)}, 0, 0 from numbers where n < 4000`.execute(
    db,
  )
  await sql.raw('analyze').execute(db)
}

onBoth(t, 'A page of an export, and a step of the forgetting, read their own rows alone', async (t, world) => {
  await fill(world)
  const { deps } = world
  const after = { created_at: '2026-08-20T00:00:00.000Z', id: '01900000-0000-7000-8000-000000000000' }
  const [page = ''] = await plansOf(world, (db) => listEvents(db, { owner: userKey, after, limit: 10 }))
  t.match(page, /spend_events_owner/)
  t.notMatch(page, /sort|temp b-tree|seq scan|scan spend_events/i)
  const before = '2026-10-20T00:00:00.000Z'
  const [listing = '', update = ''] = await plansOf(world, async (db) => {
    const events = await listForgettable(db, { before, limit: 500 })
    await forgetSessions(
      db,
      events.map(({ id }) => id),
    )
  })
  t.match(listing, /spend_events_session/)
  t.match(update, /spend_events_pkey|sqlite_autoindex_spend_events_1/)
  for (const plan of [listing, update]) t.notMatch(plan, /sort|temp b-tree|seq scan|scan spend_events$/i)

  const exported = await Array.fromAsync(owned.exports?.[0]?.items(deps.db, userKey) ?? [])
  t.equal(new Set(exported.map((it) => (it as { id: string }).id)).size, EVENTS / SHARE, 'each event once')
})

onBoth(t, 'A settlement looks at no total of another day', async (t, world) => {
  await fill(world)
  const service = { scope: 'service' as const, at, since: '2026-11-20T00:00:00.000Z' }
  const plans = await plansOf(world, async (db) => {
    await settle(db, { ...service, reserved: 0, spent: 1 })
    await settle(db, { scope: userKey, at, since: earliestOf(at), reserved: 0, spent: 1 })
    await alert(db, { ...service, kind: 'day', threshold: 1, now: at })
  })
  t.equal(plans.length, 3)
  const key =
    world.engine === 'sqlite'
      ? /\(scope=\? AND kind=\? AND starts_at>\? AND starts_at<\?\)/
      : /Index Cond: .*scope = .*kind = .*starts_at >= .*starts_at <= /
  for (const plan of plans) t.match(plan, key)
})

onBoth(t, 'Sessions of long ago are forgotten in steps, until the job is stopped', async (t, world) => {
  await fill(world)
  const { deps } = world
  const stop = new AbortController()
  let steps = 0
  const signal = Object.assign(stop.signal, {
    throwIfAborted() {
      if (++steps > 2) throw new Error('stopped')
    },
  })
  const left = async () => {
    const rows = deps.db.selectFrom('spend_events').select((eb) => eb.fn.countAll<number>().as('count'))
    return (await rows.where('owner', 'like', 'session:%').executeTakeFirstOrThrow()).count
  }
  const env = { ANONYMOUS_RETENTION_DAYS: 30 }
  const run = (signal: AbortSignal) => forgetSpendingSessions.run({ ...deps, env }, {}, { id: '1', number: 1, signal })
  await t.rejects(run(signal), /stopped/)
  t.equal(await left(), EVENTS - EVENTS / SHARE - 1_000, 'two steps of 500')
  await run(new AbortController().signal)
  const young = await deps.db
    .selectFrom('spend_events')
    .select('owner')
    .where('owner', 'like', 'session:%')
    .where('created_at', '>=', '2026-10-21T09:30:00.000Z')
    .execute()
  t.equal(await left(), young.length)
  t.ok(young.length > 1_000)
})
