import { sql } from 'kysely'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { demoState as state } from '../schemas/saves/index.ts'

/** So many saved sessions, `session-0` and on, each with the demo's state. */
export async function seed(url: string, sessions: number) {
  const { db, engine, close } = connect(url, { withoutTimeouts: true })
  await migrate(db, engine)
  const numbers =
    engine === 'sqlite'
      ? sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${sessions - 1}) select i from n`
      : sql`select i from generate_series(0, ${sql.lit(sessions - 1)}) as n(i)`
  const uuid =
    engine === 'sqlite'
      ? sql`printf('00000000-0000-7000-8000-%012x', i)`
      : sql`('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`
  const json = (value: unknown) =>
    engine === 'sqlite' ? sql`${JSON.stringify(value)}` : sql`${JSON.stringify(value)}::json`
  const now = engine === 'sqlite' ? sql`${new Date().toISOString()}` : sql`now()`
  await db.transaction().execute(async (trx) => {
    await sql`insert into parties (id, owner, session_id, state, party_name, scene_index, size_bytes, version,
      versions_kept, created_at, updated_at)
      select ${uuid}, 'session:session-' || i, 'session-' || i, ${json(state)}, ${state.party_name}, 6, 180, 1, 50, ${now}, ${now}
      from (${numbers}) as numbers`.execute(trx)
  })
  if (engine === 'postgres') await sql`vacuum analyze parties`.execute(db)
  await close()
}
