import type { Compilable, CompiledQuery, QueryResult } from 'kysely'
import type { Db } from './tables.ts'

class Placeholder {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

type Plan<R> = { query: CompiledQuery<R>; names: (PropertyKey | undefined)[] }

/** An adapter that can run a compiled query outside a transaction without a connection being acquired for it. */
export interface Direct {
  /** Undefined while the database is not open yet. */
  direct<R>(query: CompiledQuery<R>): QueryResult<R> | Promise<QueryResult<R>> | undefined
}

/**
 * A query that is built and compiled once an engine and then only bound, for the paths that every request takes:
 * compiling costs several times what SQLite needs to run it. The builder sees placeholders instead of values, so it
 * must not branch on them. Answers the first row.
 */
export function compiled<P extends object, R>(build: (db: Db, params: Readonly<P>) => Compilable<R>) {
  const placeholders = new Proxy({}, { get: (_target, name) => new Placeholder(name) }) as Readonly<P>
  const plans = new WeakMap<object, Plan<R>>()

  function plan(db: Db): Plan<R> {
    const query = build(db, placeholders).compile() as CompiledQuery<R>
    const names = query.parameters.map((value) => (value instanceof Placeholder ? value.name : undefined))
    return { query, names }
  }

  return async (db: Db, params: P): Promise<R | undefined> => {
    const { adapter } = db.getExecutor()
    let known = plans.get(adapter)
    if (known === undefined) {
      known = plan(db)
      plans.set(adapter, known)
    }
    const query = bind(known, params)
    const direct = db.isTransaction ? undefined : (adapter as Partial<Direct>).direct?.(query)
    const { rows } = await (direct ?? db.executeQuery(query))
    return rows[0]
  }
}

function bind<P extends object, R>({ query, names }: Plan<R>, params: P): CompiledQuery<R> {
  const parameters = names.map((name, index) => {
    return name === undefined ? query.parameters[index] : params[name as keyof P]
  })
  return { sql: query.sql, query: query.query, queryId: query.queryId, parameters }
}
