import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import t from 'tap'
import { connect } from '../../db/connect.ts'
import { isMigrated, migrate } from '../../db/migrate.ts'
import * as changes from '../../db/migrations/index.ts'
import { schemaOf } from '../fixtures/schema.ts'
import { engines, freshDatabase } from '../fixtures/world.ts'

const all = Object.keys(changes)
const migrateOnce = fileURLToPath(new URL('../fixtures/migrate-once.ts', import.meta.url))
const command = 'RENEW=1 npm test -- test/db/migrate.test.ts'

for (const engine of engines) {
  t.test(`migrating makes every change once, and a second time none (${engine})`, async (t) => {
    const { db, close } = connect(await freshDatabase(t, engine))
    t.teardown(close)
    t.equal(await isMigrated(db, engine), false)
    t.strictSame(await migrate(db, engine), all)
    t.equal(await isMigrated(db, engine), true)
    const schema = await schemaOf(db, engine)
    await sql`insert into parties (id, owner, session_id, state, size_bytes, version, versions_kept, created_at,
      updated_at) values ('019aa0c8-93a5-7000-8000-000000000000', 'session:kept', 'kept', '{}', 2, 1, 50, '2026-11-20T09:30:00.000Z', '2026-11-20T09:30:00.000Z')`.execute(
      db,
    )
    t.strictSame(await migrate(db, engine), [])
    t.equal(await schemaOf(db, engine), schema)
    t.equal((await db.selectFrom('parties').select('session_id').execute()).length, 1)
  })

  t.test(`what 0.1.0 has saved and deleted is there after the upgrade (${engine})`, async (t) => {
    const { db, close } = connect(await freshDatabase(t, engine))
    t.teardown(close)
    const { '0005-owners': owners, ...released } = changes
    for (const change of Object.values(released)) await change.up(db as never, engine)
    const heroes = '[{"name":"Ä \\"quoted\\"","class":"x","hp":0}]'
    const [symbol, at] = ["it's '1'", '2026-11-20T09:30:00.000Z']
    await sql`insert into parties (id, session_id, name, scene_index, symbol_choice, heroes, choices, extras, size_bytes,
      version, versions_kept, created_at, updated_at) values ('019aa0c8-93a5-7000-8000-000000000001', 'old', 'A "b" \\ c', 6,
      ${symbol}, ${heroes}, '{"scene8":"fight"}', '{"gold":12.50,"bag":[]}', 99, 3, 50, ${at}, ${at})`.execute(db)
    await sql`update parties set extras = '{}', symbol_choice = null, version = 4`.execute(db)
    await sql`insert into deleted_saves (session_id, version) values ('gone', 7)`.execute(db)
    await sql`insert into quests (session_id, created_at, help_mode, quest_json, steps_total, steps_done, sgxp_total,
      sgxp_earned) values ('old', ${at}, 'solo', '{}', 5, 0, 100, 0)`.execute(db)

    await owners?.up(db as never, engine)
    const saves = await db.selectFrom('parties').selectAll().orderBy('session_id', 'desc').execute()
    t.match(saves, [
      {
        owner: 'session:old',
        session_id: 'old',
        version: 4,
        party_name: 'A "b" \\ c',
        scene_index: 6,
        deleted_at: null,
      },
      { owner: 'session:gone', session_id: 'gone', version: 7, state: null },
    ])
    const base = { choices: { scene8: 'fight' }, heroes: JSON.parse(heroes), party_name: 'A "b" \\ c', scene_index: 6 }
    t.strictSame(JSON.parse(saves[0]?.state ?? ''), { ...base, symbol_choice: null })
    const [version] = await db.selectFrom('party_versions').selectAll().execute()
    t.equal(version?.version, 3)
    t.strictSame(JSON.parse(version?.state ?? ''), { ...base, symbol_choice: symbol, gold: 12.5, bag: [] })
    t.match(await db.selectFrom('quests').selectAll().execute(), [{ owner: 'session:old', session_id: 'old' }])
  })

  t.test(`four processes that migrate at once all succeed, and each change is made by one (${engine})`, async (t) => {
    const url = await freshDatabase(t, engine)
    const run = promisify(execFile)
    const made = await Promise.all(
      Array.from({ length: 4 }, async () => JSON.parse((await run(process.execPath, [migrateOnce, url])).stdout)),
    )
    t.strictSame(made.flat().sort(), all)
    const { db, close } = connect(url)
    t.teardown(close)
    t.equal(await isMigrated(db, engine), true)
  })

  t.test(`a migrated database has the committed schema (${engine})`, async (t) => {
    const { db, close } = connect(await freshDatabase(t, engine))
    t.teardown(close)
    await migrate(db, engine)
    const schema = await schemaOf(db, engine)
    const file = new URL(`./schema.${engine}.sql`, import.meta.url)
    if (process.env.RENEW) await writeFile(file, schema)
    const committed = await readFile(file, 'utf8').catch(() => '')
    t.equal(schema, committed, `if the change is meant, renew the snapshot: ${command}`)
  })
}

t.test('migrating waits for an instance that makes a change longer than a request may take', async (t) => {
  const url = await freshDatabase(t, 'postgres')
  const other = connect(url, { withoutTimeouts: true })
  const late = connect(url)
  t.teardown(() => Promise.all([other.close(), late.close()]))
  const { db } = other
  const { adapter } = db.getExecutor()
  const lock = { lockTable: 'kysely_migration_lock', lockRowId: 'migration_lock' }
  await db.connection().execute(async (held) => {
    await adapter.acquireMigrationLock(held, lock)
    const made = late.migrate()
    await sql`select pg_sleep(5.5)`.execute(held)
    await adapter.releaseMigrationLock(held, lock)
    t.strictSame(await made, all)
  })
})
