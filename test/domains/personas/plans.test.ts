import { sql } from 'kysely'
import t from 'tap'
import { countPersonas, listPersonas } from '../../../src/domains/personas/store.ts'
import { builtInPersonas, personasOf } from '../../fixtures/personas.ts'
import { plansOf } from '../../fixtures/plans.ts'
import { exampleUser } from '../../fixtures/users.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(
  t,
  'What anonymous callers list and count are the rows of the service alone, beside 20,000 of users',
  async (t, world) => {
    const { db } = world.deps
    const user = world.engine === 'sqlite' ? sql`${exampleUser.id}` : sql`cast(${exampleUser.id} as uuid)`
    await sql`insert into personas (id, user_id, name, description, voice, is_public, tags, temperature, max_tokens, max_call_minutes, system_prompt, created_at, updated_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 20000)
    select 'of-user-' || n, ${user}, 'A' || n, '', '{}', 1, '[]', 1, 1, 1, 'x', '2026-11-20T00:00:00.000Z', '2026-11-20T00:00:00.000Z'
    from numbers`.execute(db)
    for (const isAnalysed of [false, true]) {
      if (isAnalysed) await sql.raw('analyze').execute(db)
      const selection = { service: 'public' } as const
      const plans = await plansOf(world, async (db) => {
        await listPersonas(db, selection, { limit: 20, offset: 0 })
        await listPersonas(db, selection, { limit: 20, offset: 0, after: ['Brad', 'brad_001'] })
        await countPersonas(db, selection)
      })
      t.equal(plans.length, 3)
      for (const plan of plans) t.match(plan, /personas_service/)
    }
    t.match((await personasOf(world).list({}, {})).json(), { total_items: builtInPersonas.length })
  },
)
