import type { Insertable, Transaction } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { isMissingReference } from '../../../db/errors.ts'
import { isPostgres } from '../../../db/row-locks.ts'
import type { UserPersonaRelationshipsTable } from '../../../db/tables/personas.ts'
import type { Db, Tables } from '../../../db/tables.ts'

const columns = [
  ...(['persona_id', 'relationship_type', 'custom_system_prompt', 'voice', 'is_favorite', 'facts'] as const),
  ...(['recent_calls', 'total_calls', 'total_minutes', 'last_call_at', 'updated_at'] as const),
] as const

export interface RelationshipKey {
  user_id: string
  persona_id: string
}

export const findRelationship = compiled((db, { user_id, persona_id }: RelationshipKey) =>
  db
    .selectFrom('user_persona_relationships')
    .select(columns)
    .where('user_id', '=', user_id)
    .where('persona_id', '=', persona_id),
)

/** What a user sets; all else is counted by the service. */
export type RelationshipRow = Omit<
  Insertable<UserPersonaRelationshipsTable>,
  'recent_calls' | 'total_calls' | 'total_minutes' | 'last_call_at' | 'created_at'
>

const set = ['relationship_type', 'custom_system_prompt', 'voice', 'is_favorite', 'facts', 'updated_at'] as const

/**
 * Inserts, or replaces what the user sets. No row comes back when the user has been deleted meanwhile, or the persona,
 * which should be locked: one of the service's is marked as deleted and stays.
 */
export const putRelationship = (db: Db, row: RelationshipRow) =>
  db
    .insertInto('user_persona_relationships')
    .values({
      ...row,
      ...{ recent_calls: '[]', total_calls: 0, total_minutes: 0, last_call_at: null, created_at: row.updated_at },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'persona_id'])
        .doUpdateSet((excluded) =>
          Object.fromEntries(set.map((column) => [column, excluded.ref(`excluded.${column}`)])),
        ),
    )
    .returning(columns)
    .executeTakeFirst()
    .catch((error: unknown) => {
      if (isMissingReference(error)) return undefined
      throw error
    })

export const deleteRelationship = (db: Db, { user_id, persona_id }: RelationshipKey) =>
  db
    .deleteFrom('user_persona_relationships')
    .where('user_id', '=', user_id)
    .where('persona_id', '=', persona_id)
    .returning('persona_id')
    .executeTakeFirst()

/** Those of a persona. */
export const deleteOfPersona = (trx: Transaction<Tables>, persona_id: string) =>
  trx.deleteFrom('user_persona_relationships').where('persona_id', '=', persona_id).execute()

/** Those of a user. */
export const deleteOfUser = (trx: Transaction<Tables>, user_id: string) =>
  trx.deleteFrom('user_persona_relationships').where('user_id', '=', user_id).execute()

/** Some of what a user has, by persona. */
export const listOfUser = (db: Db, user_id: string, after: string, limit: number) =>
  db
    .selectFrom('user_persona_relationships')
    .select([...columns, 'persona_id as id'])
    .where('user_id', '=', user_id)
    .where('persona_id', '>', after)
    .orderBy('persona_id')
    .limit(limit)
    .execute()

/** What there is before anything is kept; changes nothing where there is something. */
export const insertEmpty = (
  trx: Transaction<Tables>,
  { user_id, persona_id, now }: RelationshipKey & { now: string },
) =>
  trx
    .insertInto('user_persona_relationships')
    .values({
      ...{ user_id, persona_id, relationship_type: 'friend', custom_system_prompt: null, voice: null, is_favorite: 0 },
      ...{ facts: '[]', recent_calls: '[]', total_calls: 0, total_minutes: 0, last_call_at: null },
      ...{ created_at: now, updated_at: now },
    })
    .onConflict((conflict) => conflict.columns(['user_id', 'persona_id']).doNothing())
    .execute()

/** Others who change it wait until the transaction ends. */
export const lockRelationship = (trx: Transaction<Tables>, { user_id, persona_id }: RelationshipKey) =>
  trx
    .selectFrom('user_persona_relationships')
    .select(columns)
    .where('user_id', '=', user_id)
    .where('persona_id', '=', persona_id)
    .$if(isPostgres(trx), (query) => query.forUpdate())
    .executeTakeFirst()

/** A call more, with what is known after it. */
export const addCall = (
  trx: Transaction<Tables>,
  {
    user_id,
    persona_id,
    minutes,
    ...set
  }: RelationshipKey & { minutes: number } & Pick<
      Insertable<UserPersonaRelationshipsTable>,
      'facts' | 'recent_calls' | 'last_call_at' | 'updated_at'
    >,
) =>
  trx
    .updateTable('user_persona_relationships')
    .set((eb) => ({
      ...set,
      total_calls: eb('total_calls', '+', 1),
      total_minutes: eb('total_minutes', '+', minutes),
    }))
    .where('user_id', '=', user_id)
    .where('persona_id', '=', persona_id)
    .execute()
