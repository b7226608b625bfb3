import { type Insertable, type Selectable, sql } from 'kysely'
import { FIRST_UUID, type Instant } from '../../../db/columns.ts'
import { compiled } from '../../../db/compiled.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import type { PaidCallsTable } from '../../../db/tables/paid-calls.ts'
import type { ServicePricingTable, SpendEventsTable, SpendState } from '../../../db/tables/spending.ts'
import type { Db } from '../../../db/tables.ts'

export const listPrices = (db: Db) =>
  db.selectFrom('service_pricing').selectAll().orderBy('key').orderBy('version').execute()

export const insertPrice = (db: Db, price: Insertable<ServicePricingTable>) =>
  db.insertInto('service_pricing').values(price).execute()

type NewEvent = Omit<Insertable<SpendEventsTable>, 'state' | 'cost_micro_usd' | 'settled_at'>

export const insertEvent = compiled((db, event: NewEvent) =>
  db.insertInto('spend_events').values({
    id: event.id,
    owner: event.owner,
    service: event.service,
    provider: event.provider,
    model: event.model,
    persona_id: event.persona_id,
    state: 'reserved',
    estimate_micro_usd: event.estimate_micro_usd,
    cost_micro_usd: null,
    price_versions: event.price_versions,
    created_at: event.created_at,
    settled_at: null,
    expires_at: event.expires_at,
  }),
)

export const findReserved = (db: Db, id: string) =>
  db.selectFrom('spend_events').select('owner').where('id', '=', id).where('state', '=', 'reserved').executeTakeFirst()

interface Settled {
  id: string
  /** The owner that the caller has locked. */
  owner: OwnerKey | null
  state: Exclude<SpendState, 'reserved'>
  cost_micro_usd: number
  settled_at: Instant
}

/** No row comes back when it is settled already, or when it has become another owner's. */
export const settleEvent = compiled((db, { id, owner, state, cost_micro_usd, settled_at }: Settled) =>
  db
    .updateTable('spend_events')
    .set({ state, cost_micro_usd, settled_at })
    .where('id', '=', id)
    .where('owner', 'is not distinct from', owner)
    .where('state', '=', sql.lit<'reserved'>('reserved'))
    .returning(['estimate_micro_usd', 'created_at']),
)

/** Reservations whose time is over, and that have not been settled. */
export const listExpired = (db: Db, { now, limit }: { now: Instant; limit: number }) =>
  db
    .selectFrom('spend_events')
    .select(['id', 'owner', 'estimate_micro_usd'])
    .where('state', '=', sql.lit<'reserved'>('reserved'))
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .execute()

export const giveEvents = (db: Db, { from, to }: { from: OwnerKey; to: OwnerKey | null }) =>
  db.updateTable('spend_events').set({ owner: to }).where('owner', '=', from).executeTakeFirstOrThrow()

/** Word for word as the index of sessions has it: of a parameter, a database does not know that it is the same. */
const isSession = sql<boolean>`owner like 'session:%'`

/** Some events of sessions of long ago. */
export const listForgettable = (db: Db, { before, limit }: { before: Instant; limit: number }) =>
  db
    .selectFrom('spend_events')
    .select('id')
    .where(isSession)
    .where('created_at', '<', before)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** What sessions spent stays, without whose it was. One that was handed to a user meanwhile stays the user's. */
export const forgetSessions = (db: Db, ids: string[]) =>
  db.updateTable('spend_events').set({ owner: null }).where('id', 'in', ids).where(isSession).execute()

export const countEvents = (db: Db, owner: OwnerKey) =>
  db
    .selectFrom('spend_events')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow()

/** Place in the list of an owner's events. */
export type EventKey = Pick<Selectable<SpendEventsTable>, 'created_at' | 'id'>

/** Sorts before every event. */
export const beforeAll: EventKey = { created_at: new Date(0).toISOString(), id: FIRST_UUID }

/** Events of an owner after one, in the order of the index: `created_at >= ?` is what both engines find their place by. */
export const listEvents = (db: Db, { owner, after, limit }: { owner: OwnerKey; after: EventKey; limit: number }) =>
  db
    .selectFrom('spend_events')
    .selectAll()
    .where('owner', '=', owner)
    .where('created_at', '>=', after.created_at)
    .where((eb) => eb.or([eb('created_at', '>', after.created_at), eb('id', '>', after.id)]))
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()

type Day = Pick<Selectable<PaidCallsTable>, 'kind' | 'day'>

/** Counts a call. No row comes back when the day's limit is reached. One statement: a race cannot exceed the limit. */
export const countCall = compiled((db, { kind, day, limit }: Day & { limit: number }) =>
  db
    .insertInto('paid_calls')
    .values({ kind, day, calls: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'day'])
        .doUpdateSet((set) => ({ calls: set('paid_calls.calls', '+', 1) }))
        .where('paid_calls.calls', '<', limit),
    )
    .returning('calls'),
)

/** Takes back a call that was counted and not made. */
export const uncountCall = (db: Db, { kind, day }: Day) =>
  db
    .updateTable('paid_calls')
    .set((set) => ({ calls: set('calls', '-', 1) }))
    .where('kind', '=', kind)
    .where('day', '=', day)
    .where('calls', '>', 0)
    .execute()
