import { createHash } from 'node:crypto'
import type { Compilable, CompiledQuery, QueryResult } from 'kysely'
import type { Db } from './tables.ts'

class Placeholder {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

type Plan<R> = { query: NamedQuery<R>; params: (PropertyKey | undefined)[] }

/** Compiled query with a unique name, under which a server keeps it prepared. */
export interface NamedQuery<R> extends CompiledQuery<R> {
  name: string
}

export type Build<P, R> = (db: Db, params: Readonly<P>) => Compilable<R>

/** Adapter that runs a compiled query outside a transaction without taking one of Kysely's connections. */
export interface Direct {
  /** Undefined while the database is not open yet. */
  direct<R>(query: NamedQuery<R>): Promise<QueryResult<R>> | undefined
  /** Whether one statement for many rows is cheaper than many statements: true for a server, where each is a message. */
  readonly batches: boolean
}

/**
 * Query that is compiled once per engine and then runs with other values, for the paths of every request: compiling
 * takes several times as long as running it on SQLite. The builder gets placeholders instead of values, so it must not
 * branch on them. Resolves to the first row.
 */
export function compiled<P extends object, R>(build: Build<P, R>) {
  const all = compiledRows(build)
  return async (db: Db, params: P): Promise<R | undefined> => (await all(db, params))[0]
}

/** Like `compiled`, but resolves to all rows. */
export function compiledRows<P extends object, R>(build: Build<P, R>) {
  const placeholders = new Proxy({}, { get: (_target, name) => new Placeholder(name) }) as Readonly<P>
  const plans = new WeakMap<object, Plan<R>>()

  function plan(db: Db): Plan<R> {
    const query = build(db, placeholders).compile() as CompiledQuery<R>
    const name = createHash('sha256').update(query.sql).digest('base64url').slice(0, 22)
    const params = query.parameters.map((value) => (value instanceof Placeholder ? value.name : undefined))
    return { query: { ...query, name }, params }
  }

  return async (db: Db, params: P): Promise<R[]> => {
    const { adapter } = db.getExecutor()
    let known = plans.get(adapter)
    if (known === undefined) {
      known = plan(db)
      plans.set(adapter, known)
    }
    const query = bind(known, params)
    const direct = db.isTransaction ? undefined : (adapter as Partial<Direct>).direct?.(query)
    return (await (direct ?? db.executeQuery(query))).rows
  }
}

function bind<P extends object, R>({ query, params }: Plan<R>, values: P): NamedQuery<R> {
  const parameters = params.map((param, index) => {
    return param === undefined ? query.parameters[index] : values[param as keyof P]
  })
  return { sql: query.sql, query: query.query, queryId: query.queryId, name: query.name, parameters }
}
