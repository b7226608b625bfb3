import { type Insertable, sql, type Transaction } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import type { CallScenarioTemplatesTable } from '../../../db/tables/scenarios.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { SortKey, Window } from '../../../db/window.ts'

type Trx = Transaction<Tables>

export type NewScenario = Omit<Insertable<CallScenarioTemplatesTable>, 'use_count' | 'last_used_at' | 'deleted_at'>

const columns = [
  ...(['id', 'user_id', 'name', 'scenario_text', 'icon', 'use_count', 'last_used_at'] as const),
  ...(['created_at', 'updated_at'] as const),
] as const

/** A scenario, and the user who asks for it; null for the operator. */
export interface ScenarioKey {
  id: string
  by: string | null
}

/** One of the service's, or of the user's. With null, the comparison finds none but the service's. */
export const findScenario = compiled((db, { id, by }: ScenarioKey) =>
  db
    .selectFrom('call_scenario_templates')
    .select(columns)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('user_id', 'is', null), eb('user_id', '=', by)])),
)

const visible = (db: Db, by: string | null) =>
  db
    .selectFrom('call_scenario_templates')
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('user_id', 'is', null), ...(by === null ? [] : [eb('user_id', '=', by)])]))

/** The most used first, then by name. As bigint: a cursor may hold any number. */
export const listScenarios = (db: Db, by: string | null, { limit, offset, after }: Window<SortKey>) =>
  visible(db, by)
    .select(columns)
    .$if(after !== undefined, (query) => {
      const [uses = 0, name = '', id = ''] = after ?? []
      return query.where(
        sql<boolean>`(use_count < cast(${uses} as bigint) or (use_count = cast(${uses} as bigint)
          and (name > ${name} or (name = ${name} and id > ${id}))))`,
      )
    })
    .orderBy('use_count', 'desc')
    .orderBy('name')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()

export const countScenarios = (db: Db, by: string | null) =>
  visible(db, by)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

const own = (db: Db, user_id: string) => db.selectFrom('call_scenario_templates').where('user_id', '=', user_id)

export const countOwn = (db: Db, user_id: string) =>
  own(db, user_id)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** Some of a user's, by id. */
export const listOwn = (db: Db, user_id: string, after: string, limit: number) =>
  own(db, user_id).select(columns).where('id', '>', after).orderBy('id').limit(limit).execute()

const unused = { use_count: 0, last_used_at: null, deleted_at: null }

/** No row comes back when the id is taken. */
export const insertScenario = (db: Db, row: NewScenario) =>
  db
    .insertInto('call_scenario_templates')
    .values({ ...row, ...unused })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(columns)
    .executeTakeFirst()

/** The columns of a row that its content says. */
const seeded = ['name', 'scenario_text', 'icon', 'content_hash', 'updated_at'] as const

/** Writes what is not there, and what is as an older content said. What was changed, deleted or is a user's, it keeps. */
export const seedScenarios = (trx: Trx, rows: NewScenario[]) =>
  trx
    .insertInto('call_scenario_templates')
    .values(rows.map((row) => ({ ...row, ...unused })))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((set) => Object.fromEntries(seeded.map((column) => [column, set.ref(`excluded.${column}`)])))
        .where('call_scenario_templates.user_id', 'is', null)
        .where('call_scenario_templates.deleted_at', 'is', null)
        .whereRef('call_scenario_templates.content_hash', '<>', sql.ref('excluded.content_hash')),
    )
    .execute()

type Changes = Partial<Pick<NewScenario, 'name' | 'scenario_text' | 'icon'>> & { updated_at: string }

/** One of the user's, or with null of the service's. */
export const updateScenario = (db: Db, { id, by }: ScenarioKey, row: Changes) =>
  db
    .updateTable('call_scenario_templates')
    .set({ ...row, content_hash: null })
    .where('id', '=', id)
    .where('user_id', by === null ? 'is' : '=', by)
    .where('deleted_at', 'is', null)
    .returning(columns)
    .executeTakeFirst()

/** Counts a call. The row counts itself: many calls at once are all counted. */
export const countUse = (trx: Trx, { id, by }: ScenarioKey, now: string) =>
  trx
    .updateTable('call_scenario_templates')
    .set((set) => ({ use_count: set('use_count', '+', 1), last_used_at: now }))
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('user_id', 'is', null), ...(by === null ? [] : [eb('user_id', '=', by)])]))
    .returning(columns)
    .executeTakeFirst()

export const deleteScenario = (db: Db, id: string, user_id: string) =>
  db
    .deleteFrom('call_scenario_templates')
    .where('id', '=', id)
    .where('user_id', '=', user_id)
    .returning('id')
    .executeTakeFirst()

/** One of the service's. The row stays, so that no start brings it back. */
export const markDeleted = (db: Db, id: string, deleted_at: string) =>
  db
    .updateTable('call_scenario_templates')
    .set({ deleted_at })
    .where('id', '=', id)
    .where('user_id', 'is', null)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()

/** Makes the id of a deleted one free. */
export const deleteMarked = (trx: Trx, id: string) =>
  trx.deleteFrom('call_scenario_templates').where('id', '=', id).where('deleted_at', 'is not', null).execute()

export const deleteOwn = (trx: Trx, user_id: string) =>
  trx.deleteFrom('call_scenario_templates').where('user_id', '=', user_id).execute()
