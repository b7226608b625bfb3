import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { connect } from '../../db/connect.ts'
import { seedContent } from '../../src/app.ts'
import { turnedClock } from '../fixtures/clock.ts'
import { addFaults, faults } from '../fixtures/odd-faults.ts'
import { fillOddly } from '../fixtures/odd-rows.ts'
import { admin } from '../fixtures/postgres.ts'
import { type Ends, endsOf, transferred } from '../fixtures/transfer.ts'
import { marksOf, postgresRows, sqliteRows } from '../fixtures/transfer-rows.ts'

const ROWS = 10_000

/** Changes a database as another program does. */
function write({ path }: Pick<Ends, 'path'>, statement: string) {
  const database = new DatabaseSync(path)
  database.exec(statement)
  database.close()
}

t.test(
  'every row that Postgres can hold is there as it was, and the others are listed with their reasons',
  async (t) => {
    const ends = await endsOf(t)
    fillOddly(ends.path, ROWS, 1)
    const before = sqliteRows(ends.path)
    addFaults(ends.path)
    const done = await transferred(ends)
    t.strictSame(done.refused.map(({ reason }) => reason).sort(), faults.map(([, told]) => told).sort())
    t.ok(
      done.refused.every(({ row }) => /^rowid \d+$/.test(row)),
      'each is named by its place, not by what it holds',
    )
    t.ok(done.tables.every(({ isEqual, inserted, kept }) => isEqual && inserted > 0 && kept === 0))
    t.ok(done.tables.reduce((sum, { rows }) => sum + rows, 0) >= ROWS)
    t.strictSame(await postgresRows(ends.to), before)
    const marks = await marksOf(ends.to)
    const again = await transferred(ends)
    t.equal(await marksOf(ends.to), marks, 'a second run writes nothing')
    t.strictSame(
      again.tables,
      done.tables.map((table) => ({ ...table, inserted: 0 })),
    )
  },
)

t.test('ids go on where SQLite was, also after those of rows that were deleted', async (t) => {
  const ends = await endsOf(t)
  write(
    ends,
    `insert into blobs (id, sha256, storage_key, size_bytes, content_type, state, created_at)
       values (41, 'a', 'a', 1, 'image/webp', 'ready', '2026-11-25T22:47:10.746Z');
     delete from blobs`,
  )
  await transferred(ends)
  const { db, close } = connect(ends.to)
  t.teardown(close)
  const blob = { sha256: 'b', storage_key: 'b', size_bytes: 1, content_type: 'image/webp', state: 'ready' as const }
  const row = { ...blob, created_at: '2026-11-25T22:47:10.746Z' }
  t.strictSame(await db.insertInto('blobs').values(row).returning('id').execute(), [{ id: 42 }])
})

t.test('a dry run says what a run would, and leaves nothing', async (t) => {
  const ends = await endsOf(t)
  fillOddly(ends.path, 1_000, 2)
  addFaults(ends.path)
  const dry = await transferred(ends, true)
  t.strictSame(await postgresRows(ends.to), {}, 'not even tables')
  const open = new DatabaseSync(ends.path)
  open.exec('begin; select count(*) from parties')
  t.strictSame(await transferred(ends, true), dry, 'also while a service has the source open')
  await t.rejects(transferred(ends), { message: /is open in another process: stop the service first/ })
  open.close()
  const { tables, refused } = await transferred(ends)
  t.strictSame({ tables, refused }, { tables: dry.tables, refused: dry.refused })
})

t.test('rows of the destination that are not those of the source are listed, and nothing is written', async (t) => {
  const ends = await endsOf(t)
  fillOddly(ends.path, 1_000, 3)
  await transferred(ends)
  const { db, close } = connect(ends.to)
  await db.updateTable('quests').set({ steps_done: 99 }).where('id', '=', 1).execute()
  await db.insertInto('scene_counts').values({ name: 'hits', count: 1 }).execute()
  await db.deleteFrom('do_not_call').execute()
  await close()
  const marks = await marksOf(ends.to)
  const { conflicts, listed, tables } = await transferred(ends)
  t.equal(conflicts, 2)
  t.strictSame(tables, [])
  t.match(listed, [
    {
      table: 'quests',
      row: /^rowid 1$/,
      reason: /^the destination holds another row under the same key \(ctid \(\d+,\d+\)\)$/,
    },
    { table: 'scene_counts', row: /^ctid \(\d+,\d+\)$/, reason: 'is in the destination, and not in the source' },
  ])
  t.equal(await marksOf(ends.to), marks)
})

t.test('of rows that came with the service, what the source holds wins', async (t) => {
  const ends = await endsOf(t)
  const [source, destination] = [connect(ends.from), connect(ends.to)]
  const { clock } = turnedClock()
  await seedContent({ db: source.db, clock })
  await source.close()
  write(
    ends,
    `update personas set name = 'As the operator said', content_hash = null where id = 'brad_001';
     delete from personas where id = 'pia_001';
     delete from service_pricing where version = 1 and key = 'text.gemini.input';
     insert into service_pricing (key, version, price_micro_usd, per, unit, effective_from)
       values ('text.gemini.input', 1, 7, 1, 'token', '2020-01-01T00:00:00.000Z')`,
  )
  await destination.migrate()
  await seedContent({ db: destination.db, clock: { ...clock, now: () => new Date(0) } })
  await destination.close()
  const { conflicts, tables } = await transferred(ends)
  t.equal(conflicts, 0)
  t.ok(tables.every(({ isEqual }) => isEqual))
  const [held, wanted] = [await postgresRows(ends.to), sqliteRows(ends.path)]
  t.strictSame(
    held.personas?.filter((row) => !row.includes('pia_001')),
    wanted.personas,
  )
  t.equal(tables.find(({ name }) => name === 'personas')?.kept, 1)
  t.strictSame({ ...held, personas: [] }, { ...wanted, personas: [] })
  const marks = await marksOf(ends.to)
  await transferred(ends)
  t.equal(await marksOf(ends.to), marks)
})

t.test('nothing is begun where it could not end well', async (t) => {
  const ends = await endsOf(t)
  const at = (url: string, statement: string) => admin(url, statement)
  await at(ends.to, 'create table theirs (id integer)')
  await t.rejects(transferred(ends), { message: 'the destination is of another application' })
  await at(ends.to, 'drop table theirs')
  // What a migration that was killed leaves is no other application's.
  await at(ends.to, 'create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)')
  await transferred(ends)
  const service = connect(ends.to)
  await service.ping()
  await t.rejects(transferred(ends), { message: /a service, or another transfer, is connected to the destination/ })
  await service.close()
  await at(ends.to, "insert into kysely_migration values ('9999-later', '2026')")
  await t.rejects(transferred(ends), { message: /the destination is of a newer version of Lorekeep/ })
  write(ends, 'delete from kysely_migration where name = (select max(name) from kysely_migration)')
  await t.rejects(transferred(ends), { message: /the source is of an older version/ })
  write(ends, 'delete from kysely_migration; drop table parties')
  await t.rejects(transferred({ ...ends, path: `${ends.path}.nothing` }), { message: /there is no database file/ })
})
