import { sql } from 'kysely'
import type { Db } from './tables.ts'

/** Tables whose rows belong to users or to anonymous sessions, and which are walked over by their ids. */
export type AnonymousTable = 'chats' | 'parties' | 'quests'

/** The last one of so many rows after an id. No row comes back when fewer are left. */
export const lastOfStep = <Id extends number | string>(
  db: Db,
  table: AnonymousTable,
  { after, size }: { after: Id; size: number },
) =>
  db
    .selectFrom(db.dynamic.table(table).as('walked'))
    .select(sql<Id>`id`.as('id'))
    .where(sql<boolean>`id > ${after}`)
    .orderBy(sql`id`)
    .limit(1)
    .offset(size - 1)
    .executeTakeFirst() as Promise<{ id: Id } | undefined>

/** Whether a row is of an anonymous session, and its id after one and up to another; without that, to the end. */
export const isAnonymousOfStep = ({ after, until }: { after: number | string; until: number | string | undefined }) =>
  until === undefined
    ? sql<boolean>`owner like 'session:%' and id > ${after}`
    : sql<boolean>`owner like 'session:%' and id > ${after} and id <= ${until}`
