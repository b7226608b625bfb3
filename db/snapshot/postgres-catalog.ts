import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../tables.ts'
import type { SequenceMark } from './snapshot.ts'

export interface Column {
  name: string
  /** Type with its parameters, as `timestamp(3) with time zone`. */
  type: string
}

export interface PostgresTable {
  name: string
  columns: Column[]
  /** Columns of its primary key. */
  key: string[]
  /** Expressions that order its rows in one way, whatever the collation of the database. */
  order: RawBuilder<unknown>
}

export interface ForeignKey {
  table: string
  name: string
  refers_to: string
  definition: string
}

type ColumnRow = Column & { table: string; is_key: boolean; is_text: boolean }

/**
 * Tables of the service: those of its schema that belong to no extension. The queue of jobs has a schema of its own.
 * Columns that Postgres computes are left out.
 */
export async function tablesOf(db: Db): Promise<PostgresTable[]> {
  const { rows } = await sql<ColumnRow>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      a.attcollation <> 0 as is_text, coalesce(a.attnum = any (i.indkey), false) as is_key
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname collate "C", a.attnum`.execute(db)
  return [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => ({
    name,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    key: columns.filter(({ is_key }) => is_key).map((column) => column.name),
    order: orderOf(columns),
  }))
}

function orderOf(columns: ColumnRow[]) {
  const key = columns.filter(({ is_key }) => is_key)
  // A table without a key is ordered by all that its rows hold.
  if (key.length === 0) return sql.join(columns.map(({ name }) => sql`${sql.ref(name)}::text collate "C"`))
  return sql.join(key.map(({ name, is_text }) => sql`${sql.ref(name)}${is_text ? sql` collate "C"` : sql``}`))
}

/** Sequences that give numbers to columns of our tables. */
export async function sequencesOf(db: Db): Promise<(SequenceMark & { sequence: string })[]> {
  const { rows } = await sql<SequenceMark & { sequence: string }>`
    select t.relname as table, a.attname as column, s.oid::regclass::text as sequence,
      coalesce(pg_sequence_last_value(s.oid), 0)::text as last
    from pg_class s
    join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
      and d.refclassid = 'pg_class'::regclass
    join pg_class t on t.oid = d.refobjid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where s.relkind = 'S' and t.relnamespace = current_schema()::regnamespace
    order by 1, 2`.execute(db)
  return rows
}

export async function foreignKeysOf(db: Db): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select t.relname as table, k.conname as name, r.relname as refers_to, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class r on r.oid = k.confrelid
    where k.contype = 'f' and t.relnamespace = current_schema()::regnamespace
    order by 1, 2`.execute(db)
  return rows
}

/** Functions that the triggers of our tables run, as `drop function` names them. */
export async function triggerFunctionsOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct g.tgfoid::regprocedure::text as name
    from pg_trigger g join pg_class t on t.oid = g.tgrelid
    where not g.tgisinternal and t.relnamespace = current_schema()::regnamespace`.execute(db)
  return rows.map(({ name }) => name)
}
