import {
  type Compilable,
  createQueryId,
  type InsertQueryBuilder,
  InsertQueryNode,
  type OperationNode,
  SelectionNode,
  type SelectQueryBuilder,
  SelectQueryNode,
  sql,
  type ValueListNode,
  type ValuesNode,
} from 'kysely'
import { Batches } from './batches.ts'
import { type Build, compiled, compiledRows, type Direct } from './compiled.ts'
import type { Db } from './tables.ts'

/** Type of a parameter in Postgres. `json` is passed as text. */
type ColumnType = 'text' | 'uuid' | 'integer' | 'bigint' | 'boolean' | 'json' | 'timestamptz'

export interface Batchable<P> {
  /** The parameters, with their types. */
  params: Record<keyof P & string, ColumnType>
  /** Unique columns of an insert with `on conflict`: one statement must not touch the same row twice. */
  key?: readonly (keyof P & string)[]
}

/**
 * Like `compiled`; on Postgres, the calls of one turn of the event loop go to the server as one statement: the round
 * trip costs more than the rest of a request. A select is joined with the rows of parameters,
 * an insert takes its rows from them; a parameter is a column of theirs, which `on conflict` and `returning` do not see.
 */
export function batched<P extends object, R>({ params, key }: Batchable<P>, build: Build<P, R>) {
  const alone = compiled(build)
  const queues = new WeakMap<object, Batches<P, R>>()
  const writers = Object.entries<ColumnType>(params).map(([name, type]) =>
    memberWriter<P>(name as keyof P & string, type),
  )
  const rowOf = (values: P) => writers.map((write) => write(values)).join(',')
  const many = compiledRows((db: Db, { rows }: { rows: string }) => together(db, params, key, build, rows))

  return (db: Db, values: P): Promise<R | undefined> => {
    const { adapter } = db.getExecutor()
    if (db.isTransaction || !(adapter as Partial<Direct>).batches) return alone(db, values)
    let queue = queues.get(adapter)
    if (queue === undefined) {
      queue = new Batches<P, R>({
        rowOf,
        keyOf: key && ((of) => keyOf(key.map((column) => of[column]))),
        alone: (of) => alone(db, of),
        together: async (rows, keys) => {
          const answers = (await many(db, { rows: `[${rows.map((row, n) => `{"n":${n},${row}}`)}]` })) as object[]
          return key ? byKey(answers, key, keys) : byNumber(answers, rows.length)
        },
      })
      queues.set(adapter, queue)
    }
    return queue.call(values)
  }
}

const keyOf = (values: unknown[]) => JSON.stringify(values)

/** Writes one member of a row's JSON. A `json` parameter is inserted as it is. */
function memberWriter<P>(name: keyof P & string, type: ColumnType) {
  const member = `${JSON.stringify(name)}:`
  return type === 'json'
    ? (values: P) => member + (values[name] ?? 'null')
    : (values: P) => member + JSON.stringify(values[name] ?? null)
}

function byKey<R>(answers: object[], key: readonly string[], keys: (string | undefined)[]): (R | undefined)[] {
  const found = new Map(answers.map((row) => [keyOf(key.map((column) => row[column as never])), row]))
  return keys.map((wanted) => found.get(wanted as string) as R | undefined)
}

function byNumber<R>(answers: object[], length: number): (R | undefined)[] {
  const rows = new Array<R | undefined>(length)
  for (const { n, ...row } of answers as { n: number }[]) rows[n] = row as R
  return rows
}

/** Statement for many rows, made from the statement for one: each parameter becomes a column of the rows. */
function together<P, R>(
  db: Db,
  params: Batchable<P>['params'],
  key: Batchable<P>['key'],
  build: Build<P, R>,
  rows: string,
): Compilable<R> {
  const typed = Object.entries<ColumnType>(params).map(([name, type]) => sql`${sql.id(name)} ${sql.raw(type)}`)
  const given = sql`json_to_recordset(cast(${rows} as json))`.as(sql`given(n integer, ${sql.join(typed)})`)
  const columns = new Proxy({}, { get: (_target, name) => sql.ref(`given.${String(name)}`) }) as Readonly<P>
  const one = build(db, columns)
  if (key)
    return inserted(db, given, (one as unknown as InsertQueryBuilder<never, never, never>).returning(key as never))
  // The limit keeps one index look-up per row: without it, the planner may join by reading the whole table.
  const limited = (one as unknown as SelectQueryBuilder<never, never, never>).limit(1)
  return db
    .selectFrom(given as never)
    .innerJoinLateral(
      () => limited.as('found') as never,
      (join) => join.onTrue(),
    )
    .selectAll('found' as never)
    .select('given.n' as never) as Compilable<unknown> as Compilable<R>
}

/** The insert, with a select from the rows instead of its values. */
function inserted<R>(db: Db, given: unknown, insert: { toOperationNode(): OperationNode }): Compilable<R> {
  const node = insert.toOperationNode() as InsertQueryNode
  const [values] = (node.values as ValuesNode).values
  const source = db.selectFrom(given as never).toOperationNode() as SelectQueryNode
  const selections = (values as ValueListNode).values.map((value) => SelectionNode.create(value as never))
  const query = InsertQueryNode.cloneWith(node, { values: SelectQueryNode.cloneWithSelections(source, selections) })
  return { compile: () => db.getExecutor().compileQuery(query, createQueryId()) as never }
}
