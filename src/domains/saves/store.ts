import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import type { Db, PartiesTable } from '../../../db/tables.ts'

export type PartyRow = Selectable<PartiesTable>
/** What a save brings; the database counts the version. */
export type NewParty = Omit<Insertable<PartiesTable>, 'version'>

/** The columns a save replaces; the version decides who may. */
export const content = ['name', 'scene_index', 'symbol_choice', 'heroes', 'choices', 'extras'] as const

const columnsOfSave = [...content, 'size_bytes', 'updated_at'] as const

/** What a load needs. */
const loaded = [...content, 'version', 'updated_at'] as const
export type LoadedParty = Pick<PartyRow, (typeof loaded)[number]>

/** What a save answers with. */
const receipt = ['version', 'scene_index', 'updated_at'] as const

/** Compared as text, for Postgres's `json` has no equality. The others must not be: SQLite binds 6 as 6.0. */
const jsonColumns: readonly string[] = ['heroes', 'choices', 'extras']

/** True when the stored content is not what the row brings. */
const differs = (bring: (column: (typeof content)[number]) => RawBuilder<unknown>) =>
  sql<boolean>`(${sql.join(
    content.map((column) => {
      const [stored, brought] = [sql.ref(`parties.${column}`), bring(column)]
      return jsonColumns.includes(column)
        ? sql`cast(${stored} as text) is distinct from cast(${brought} as text)`
        : sql`${stored} is distinct from ${brought}`
    }),
    sql` or `,
  )})`

/** The time of a save never runs backwards, whatever the clocks of several processes say. */
const later = (brought: RawBuilder<unknown>) =>
  sql<string>`case when parties.updated_at > ${brought} then parties.updated_at else ${brought} end`

export const findParty = compiled((db, party: { session_id: string }) =>
  db.selectFrom('parties').select(loaded).where('session_id', '=', party.session_id),
)

/** Inserts, or replaces what is there, whatever it is. No row comes back when the content is the same. */
export const upsertParty = compiled((db, party: NewParty) =>
  db
    .insertInto('parties')
    .values(values(party))
    .onConflict((conflict) =>
      conflict
        .column('session_id')
        .doUpdateSet((set) => ({
          ...Object.fromEntries(columnsOfSave.map((column) => [column, set.ref(`excluded.${column}`)])),
          updated_at: later(sql.ref('excluded.updated_at')),
          versions_kept: set.ref('excluded.versions_kept'),
          version: set('parties.version', '+', 1),
        }))
        .where(differs((column) => sql.ref(`excluded.${column}`))),
    )
    .returning(receipt),
)

/** Inserts. No row comes back when one is there. */
export const insertParty = compiled((db, party: NewParty) =>
  db
    .insertInto('parties')
    .values(values(party))
    .onConflict((conflict) => conflict.column('session_id').doNothing())
    .returning(receipt),
)

const replace = (db: Db, party: NewParty) =>
  db
    .updateTable('parties')
    .set((set) => ({
      ...Object.fromEntries(columnsOfSave.map((column) => [column, party[column]])),
      updated_at: later(sql`${party.updated_at}`),
      versions_kept: party.versions_kept,
      version: set('parties.version', '+', 1),
    }))
    .where('session_id', '=', party.session_id)
    .where(differs((column) => sql`${party[column]}`))
    .returning(receipt)

/** One statement decides the race: no row comes back when the save has moved on, or the content is the same. */
export const replaceParty = compiled((db, party: NewParty & { basedOn: number }) =>
  replace(db, party).where('version', '=', party.basedOn),
)

/** Replaces whatever version is there. No row comes back when nothing is, or the content is the same. */
export const replaceAnyParty = compiled((db, party: NewParty) => replace(db, party))

/** A new party. Its version counts on from where a deleted save of the session ended. */
function values(party: NewParty) {
  const { id, session_id, user_id, versions_kept, created_at } = party
  const replaced = Object.fromEntries(columnsOfSave.map((column) => [column, party[column]]))
  const version = sql<number>`(select coalesce(max(version), 0) + 1 from deleted_saves where session_id = ${session_id})`
  return {
    id,
    session_id,
    user_id,
    version,
    versions_kept,
    created_at,
    ...replaced,
  } as unknown as Insertable<PartiesTable>
}

/** The current version and the kept ones it replaced. */
const versionsOf = (db: Db, sessionId: string) => {
  const columns = [...content, 'size_bytes', 'version', 'updated_at'] as const
  const current = db.selectFrom('parties').select(columns).where('session_id', '=', sessionId)
  const replaced = db
    .selectFrom('party_versions')
    .innerJoin('parties', 'parties.id', 'party_versions.party_id')
    .select(columns.map((column) => `party_versions.${column}` as const))
    .where('parties.session_id', '=', sessionId)
  return db.selectFrom(current.unionAll(replaced as never).as('versions'))
}

export const findVersion = (db: Db, sessionId: string, version: number) =>
  versionsOf(db, sessionId).selectAll().where('version', '=', version).executeTakeFirst()

/** Postgres refuses to compare the column with what does not fit into it. */
const fitting = (version: number) => Math.min(Math.max(version, 0), 2_147_483_647)

/** Newest first, older than the version in `after` when given. */
export const listVersions = (
  db: Db,
  sessionId: string,
  { limit, offset, after: [last] = [] }: { limit: number; offset: number; after?: readonly number[] },
) =>
  versionsOf(db, sessionId)
    .select(['version', 'scene_index', 'name', 'size_bytes', 'updated_at'])
    .$if(last !== undefined, (query) => query.where('version', '<', fitting(last as number)))
    .orderBy('version', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countVersions = (db: Db, sessionId: string) =>
  versionsOf(db, sessionId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** With `version`, deletes only that one. The history goes with it. */
export const deleteParty = (db: Db, sessionId: string, version?: number) =>
  db
    .deleteFrom('parties')
    .where('session_id', '=', sessionId)
    .$if(version !== undefined, (query) => query.where('version', '=', version as number))
    .returning('id')
    .executeTakeFirst()
