import {
  type Expression,
  type Insertable,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
  type Transaction,
  type Updateable,
} from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { isPostgres } from '../../../db/row-locks.ts'
import type { PersonasTable } from '../../../db/tables/personas.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'

type Trx = Transaction<Tables>

export interface PersonaRow {
  id: string
  user_id: string | null
  name: string
  description: string
  voice: string
  is_public: number
  tags: string
  temperature: number
  max_tokens: number
  max_call_minutes: number
  llm_model: string | null
  system_prompt: string
  created_at: string
  updated_at: string
}
export type NewPersona = Omit<Insertable<PersonasTable>, 'deleted_at'>
export type Changes = Omit<Updateable<PersonasTable>, 'content_hash' | 'deleted_at'>

const columns = [
  ...(['id', 'user_id', 'name', 'description', 'voice', 'is_public', 'tags', 'temperature'] as const),
  ...(['max_tokens', 'max_call_minutes', 'llm_model', 'system_prompt', 'created_at', 'updated_at'] as const),
] as const

export const findPersona = compiled((db, { id }: { id: string }) =>
  db.selectFrom('personas').select(columns).where('id', '=', id).where('deleted_at', 'is', null),
)

/** Like `findPersona`. Who changes or deletes it waits until the transaction ends. */
export const findAndKeep = (trx: Trx, { id }: { id: string }) =>
  trx
    .selectFrom('personas')
    .select(columns)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(isPostgres(trx), (query) => query.forShare())
    .executeTakeFirst()

/** Which personas: those that any of the members selects. */
export interface Selection {
  /** All of this user's. */
  own?: string
  /** Of the service's. */
  service?: 'public' | 'all'
  /** Of the users'. */
  users?: 'public' | 'all'
}

type Personas = SelectQueryBuilder<Tables, 'personas', object>

const selected = (db: Db, { own, service, users }: Selection): Personas =>
  db
    .selectFrom('personas')
    .where('deleted_at', 'is', null)
    .where((eb) => {
      const isPublic = eb('is_public', '=', 1)
      const isService = eb('user_id', 'is', null)
      const any: Expression<SqlBool>[] = []
      if (own !== undefined) any.push(eb('user_id', '=', own))
      if (service) any.push(service === 'all' ? isService : eb.and([isService, isPublic]))
      if (users) any.push(users === 'all' ? eb.not(isService) : eb.and([eb.not(isService), isPublic]))
      return eb.or(any)
    })

/** By name, in the order of the index; `name >= ?` is what both engines find their place in it by. */
export const listPersonas = (db: Db, selection: Selection, { limit, offset, after }: Window<string>) =>
  selected(db, selection)
    .select(columns)
    .$if(after !== undefined, (query) => {
      const [name = '', id = ''] = after ?? []
      return query.where('name', '>=', name).where(sql<boolean>`(name > ${name} or id > ${id})`)
    })
    .orderBy('name')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()

export const countPersonas = (db: Db, selection: Selection) =>
  selected(db, selection)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** Some of a user's, by id. */
export const listOwn = (db: Db, user_id: string, after: string, limit: number) =>
  db
    .selectFrom('personas')
    .select(columns)
    .where('user_id', '=', user_id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** No row comes back when the id is taken. */
export const insertPersona = (db: Db, row: NewPersona) =>
  db
    .insertInto('personas')
    .values({ ...row, deleted_at: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(columns)
    .executeTakeFirst()

/** The columns of a row that its content says. */
const seeded = [
  ...(['name', 'description', 'voice', 'is_public', 'tags', 'temperature', 'max_tokens', 'max_call_minutes'] as const),
  ...(['llm_model', 'system_prompt', 'content_hash', 'updated_at'] as const),
] as const

/** Writes what is not there, and what is as an older content said. What was changed, deleted or is a user's, it keeps. */
export const seedPersonas = (trx: Trx, rows: NewPersona[]) =>
  trx
    .insertInto('personas')
    .values(rows.map((row) => ({ ...row, deleted_at: null })))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((set) => Object.fromEntries(seeded.map((column) => [column, set.ref(`excluded.${column}`)])))
        .where('personas.user_id', 'is', null)
        .where('personas.deleted_at', 'is', null)
        .whereRef('personas.content_hash', '<>', sql.ref('excluded.content_hash')),
    )
    .execute()

/** A persona that may be changed: by a user one of their own, by the operator (`null`) any. */
export interface ChangeKey {
  id: string
  by: string | null
}

export const updatePersona = (db: Db, { id, by }: ChangeKey, row: Changes) =>
  db
    .updateTable('personas')
    .set({ ...row, content_hash: null })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(by !== null, (query) => query.where('user_id', '=', by))
    .returning(columns)
    .executeTakeFirst()

/** A user's. What users have with it goes with it. */
export const deletePersona = (db: Db, { id, by }: ChangeKey) =>
  db
    .deleteFrom('personas')
    .where('id', '=', id)
    .where('user_id', 'is not', null)
    .$if(by !== null, (query) => query.where('user_id', '=', by))
    .returning('id')
    .executeTakeFirst()

export const markDeleted = (trx: Trx, id: string, deleted_at: string) =>
  trx
    .updateTable('personas')
    .set({ deleted_at })
    .where('id', '=', id)
    .where('user_id', 'is', null)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()

/** Makes the id of a deleted one free. */
export const deleteMarked = (trx: Trx, id: string) =>
  trx.deleteFrom('personas').where('id', '=', id).where('deleted_at', 'is not', null).execute()

export const deleteOwn = (trx: Trx, user_id: string) =>
  trx.deleteFrom('personas').where('user_id', '=', user_id).execute()
