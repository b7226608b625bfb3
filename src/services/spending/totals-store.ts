import { type Insertable, type Selectable, sql } from 'kysely'
import type { Instant } from '../../../db/columns.ts'
import { compiled, compiledRows } from '../../../db/compiled.ts'
import type { Scope, SpendTotalsTable, UserBudgetSettingsTable } from '../../../db/tables/spending.ts'
import type { Db } from '../../../db/tables.ts'
import type { Window } from './windows.ts'

export type TotalRow = Selectable<SpendTotalsTable>
type OfScope = { scope: Scope }

type Reserving = Window & OfScope & { amount: number; limit: number }

/** Adds to what is reserved, within the limit, which is at least `amount`. No row comes back when it would be exceeded. */
export const reserve = compiled((db, { scope, kind, starts_at, ends_at, amount, limit }: Reserving) =>
  db
    .insertInto('spend_totals')
    .values({ scope, kind, starts_at, ends_at, reserved_micro_usd: amount, spent_micro_usd: 0, alerted_at: null })
    .onConflict((conflict) =>
      conflict
        .columns(['scope', 'kind', 'starts_at'])
        .doUpdateSet((set) => ({ reserved_micro_usd: set('spend_totals.reserved_micro_usd', '+', amount) }))
        .where(
          sql<boolean>`spend_totals.reserved_micro_usd + spend_totals.spent_micro_usd + cast(${amount} as bigint) <= cast(${limit} as bigint)`,
        ),
    )
    .returning('reserved_micro_usd'),
)

/** `since`: a time before which no window began that holds `at`. Without it, all earlier windows are looked through. */
type At = OfScope & { at: Instant; since: Instant }
type Settling = At & { reserved: number; spent: number }

/** Moves what was reserved at a time to what is spent, in each window of the scope that holds it. */
export const settle = compiledRows((db, { scope, at, since, reserved, spent }: Settling) =>
  db
    .updateTable('spend_totals')
    .set((set) => ({
      reserved_micro_usd: set('reserved_micro_usd', '-', reserved),
      spent_micro_usd: set('spent_micro_usd', '+', spent),
    }))
    .where('scope', '=', scope)
    .where('kind', 'in', [sql.lit('day' as const), sql.lit('month' as const)])
    .where('starts_at', '>=', since)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .returning(['kind', 'spent_micro_usd', 'alerted_at']),
)

/** No row comes back when the sum is below the threshold, or when the window has had its alert. */
export const alert = (
  db: Db,
  { scope, kind, at, since, threshold, now }: At & Pick<Window, 'kind'> & { threshold: number; now: Instant },
) =>
  db
    .updateTable('spend_totals')
    .set({ alerted_at: now })
    .where('scope', '=', scope)
    .where('kind', '=', kind)
    .where('starts_at', '>=', since)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .where('alerted_at', 'is', null)
    .where('spent_micro_usd', '>=', threshold)
    .returning(['kind', 'spent_micro_usd'])
    .executeTakeFirst()

export const findTotal = (db: Db, { scope, kind, starts_at }: OfScope & Pick<Window, 'kind' | 'starts_at'>) =>
  db
    .selectFrom('spend_totals')
    .selectAll()
    .where('scope', '=', scope)
    .where('kind', '=', kind)
    .where('starts_at', '=', starts_at)
    .executeTakeFirst()

export const deleteTotals = (db: Db, scope: Scope) => db.deleteFrom('spend_totals').where('scope', '=', scope).execute()

export const listTotals = (db: Db, scope: Scope) =>
  db.selectFrom('spend_totals').selectAll().where('scope', '=', scope).execute()

export const deleteTotal = (db: Db, { scope, kind, starts_at }: OfScope & Omit<Window, 'ends_at'>) =>
  db
    .deleteFrom('spend_totals')
    .where('scope', '=', scope)
    .where('kind', '=', kind)
    .where('starts_at', '=', starts_at)
    .execute()

export const deleteEnded = (db: Db, { scope, before }: OfScope & { before: Instant }) =>
  db.deleteFrom('spend_totals').where('scope', '=', scope).where('ends_at', '<=', before).execute()

type Sums = Pick<TotalRow, 'reserved_micro_usd' | 'spent_micro_usd'>

export const setSums = (
  db: Db,
  { scope, kind, starts_at, reserved_micro_usd, spent_micro_usd }: OfScope & Omit<Window, 'ends_at'> & Sums,
) =>
  db
    .updateTable('spend_totals')
    .set({ reserved_micro_usd, spent_micro_usd })
    .where('scope', '=', scope)
    .where('kind', '=', kind)
    .where('starts_at', '=', starts_at)
    .returning(['kind', 'spent_micro_usd', 'alerted_at'])
    .executeTakeFirstOrThrow()

/** When the newest event of a user was; null when there is none. */
export const findNewest = (db: Db, scope: Exclude<Scope, 'service'>) =>
  db
    .selectFrom('spend_events')
    .select((eb) => eb.fn.max<Instant | null>('created_at').as('newest'))
    .where('owner', '=', scope)
    .executeTakeFirstOrThrow()

/** What the events of a window sum up to. */
export const sumEvents = (db: Db, { scope, starts_at, ends_at }: OfScope & Omit<Window, 'kind'>) =>
  db
    .selectFrom('spend_events')
    .select([
      sql<number>`cast(coalesce(sum(case when state = 'reserved' then estimate_micro_usd end), 0) as bigint)`.as(
        'reserved_micro_usd',
      ),
      sql<number>`cast(coalesce(sum(cost_micro_usd), 0) as bigint)`.as('spent_micro_usd'),
    ])
    .$if(scope !== 'service', (query) => query.where('owner', '=', scope as Exclude<Scope, 'service'>))
    .where('created_at', '>=', starts_at)
    .where('created_at', '<', ends_at)
    .executeTakeFirstOrThrow()

export type BudgetRow = { [K in keyof Omit<Selectable<UserBudgetSettingsTable>, 'user_id'>]: BudgetColumn<K> | null }
type BudgetColumn<K extends keyof UserBudgetSettingsTable> = Selectable<UserBudgetSettingsTable>[K]

/** Settings of a user, each null when they have set none. No row comes back when there is no such user. */
export const findBudget: (db: Db, user: { user_id: string }) => Promise<BudgetRow | undefined> = compiled(
  (db, { user_id }) =>
    db
      .selectFrom('users')
      .leftJoin('user_budget_settings', 'user_budget_settings.user_id', 'users.id')
      .select([
        'max_cost_per_call_micro_usd',
        'daily_limit_micro_usd',
        'monthly_limit_micro_usd',
        'alert_threshold_percent',
        'warn_at_percent_per_call',
        'enable_auto_cutoff',
        'timezone',
        'user_budget_settings.updated_at',
      ])
      .where('users.id', '=', user_id),
)

export const putBudget = (db: Db, { user_id, ...settings }: Insertable<UserBudgetSettingsTable>) =>
  db
    .insertInto('user_budget_settings')
    .values({ user_id, ...settings })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(settings))
    .execute()

/** Windows whose totals are not the sums of their events. In one statement, so that all of it is of one moment. */
export const listWrongTotals = (db: Db) =>
  sql<TotalRow & { events_reserved: number; events_spent: number }>`
    select * from (
      select spend_totals.*,
        (select cast(coalesce(sum(estimate_micro_usd), 0) as bigint) from spend_events
          where (spend_totals.scope = 'service' or spend_events.owner = spend_totals.scope)
            and created_at >= starts_at and created_at < ends_at and state = 'reserved') as events_reserved,
        (select cast(coalesce(sum(cost_micro_usd), 0) as bigint) from spend_events
          where (spend_totals.scope = 'service' or spend_events.owner = spend_totals.scope)
            and created_at >= starts_at and created_at < ends_at) as events_spent
      from spend_totals
    ) as compared
    where events_reserved <> reserved_micro_usd or events_spent <> spent_micro_usd`
    .execute(db)
    .then(({ rows }) => rows)

/**
 * Events that are missing in a total: in that of the service, or in those of their user, which has none that ended later.
 * A user has no totals of before the time zone was changed.
 */
export const listUncounted = (db: Db) =>
  sql<{ id: string; created_at: Instant }>`
    select id, created_at from spend_events
    where not exists (select 1 from spend_totals
        where scope = 'service' and kind = 'day' and starts_at <= created_at and ends_at > created_at)
      or (owner like 'user:%' and not exists (select 1 from spend_totals
        where scope = owner and kind = 'day' and ends_at > created_at))
      or (owner like 'user:%' and not exists (select 1 from spend_totals
        where scope = owner and kind = 'month' and ends_at > created_at))
    order by created_at, id
    limit 100`
    .execute(db)
    .then(({ rows }) => rows)

export const deleteBudget = (db: Db, user_id: string) =>
  db.deleteFrom('user_budget_settings').where('user_id', '=', user_id).execute()
