import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './tables.ts'

class Placeholder {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

/** Stands for a value of the row until the query runs. */
type Params<P> = { readonly [K in keyof P]: P[K] }

type Plan<R> = { query: CompiledQuery<R>; names: (PropertyKey | undefined)[] }

/**
 * A query that is built and compiled once an engine and then only bound, for the paths that every request takes:
 * compiling costs several times what SQLite needs to run it. The builder sees placeholders instead of values, so it
 * must not branch on them.
 */
export function compiled<P extends object, R>(build: (db: Db, params: Params<P>) => Compilable<R>) {
  const placeholders = new Proxy({}, { get: (_target, name) => new Placeholder(name) }) as Params<P>
  const plans = new Map<unknown, Plan<R>>()

  function plan(db: Db): Plan<R> {
    const query = build(db, placeholders).compile() as CompiledQuery<R>
    const names = query.parameters.map((value) => (value instanceof Placeholder ? value.name : undefined))
    return { query, names }
  }

  return async (db: Db, params: P): Promise<R | undefined> => {
    const engine = db.getExecutor().adapter.constructor
    const known = plans.get(engine) ?? plan(db)
    plans.set(engine, known)
    const { query, names } = known
    const parameters = names.map((name, index) =>
      name === undefined ? query.parameters[index] : params[name as keyof P],
    )
    const { rows } = await db.executeQuery({ ...query, parameters })
    return rows[0] as R | undefined
  }
}
