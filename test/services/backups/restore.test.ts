import { readdirSync } from 'node:fs'
import { chmod, chown, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { connect, sqlitePath } from '../../../db/connect.ts'
import { migrationNames } from '../../../db/migrate.ts'
import { downgrade, nextQuestId, onBothStored, stored, withObjects } from '../../fixtures/backups.ts'
import { engines } from '../../fixtures/world.ts'

t.test('a SQLite file that a service has open is not replaced', async (t) => {
  const it = await stored(t, 'sqlite')
  await it.fill()
  const { name } = await it.backups.create()
  const { db, close } = connect(it.url)
  await sql`delete from quest_steps_done`.execute(db)
  await t.rejects(it.restore(name), { kind: 'in-use', message: /stop the service first/ })
  t.strictSame((await db.selectFrom('quest_steps_done').selectAll().execute()).length, 0)
  await close()
  await it.restore(name)
  t.strictSame((await it.contents()).quest_steps_done?.length, 20)
})

onBothStored(t, 'a database of another application is not replaced, and no backup is made of it', async (t, it) => {
  await it.fill()
  const { name } = await it.backups.create()
  await it.on(async (db) => {
    await sql`delete from kysely_migration`.execute(db)
    await sql`insert into kysely_migration (name, timestamp) values ('2020-shop', '2020-01-01')`.execute(db)
    await sql`delete from quest_steps_done`.execute(db)
  })
  const before = await it.contents()
  await t.rejects(it.restore(name), { kind: 'unsound', message: /another application/ })
  t.strictSame(await it.contents(), before)
  await it.on((db) => sql`drop table kysely_migration`.execute(db))
  await t.rejects(it.restore(name), { kind: 'unsound', message: /another application/ })
  await t.rejects(it.backups.create(), { kind: 'unsound', message: 'the database is not one of this service' })
  t.strictSame((await it.backups.list()).length, 1)
})

onBothStored(t, 'nothing is touched before the restore is confirmed', async (t, it) => {
  await it.fill()
  const made = await it.backups.create()
  await it.fill(20, 25)
  const before = await it.contents()
  const confirm = (backup: object) => {
    t.strictSame(backup, made)
    return false
  }
  t.strictSame(await it.restore(made.name, { confirm }), undefined)
  t.strictSame(await it.contents(), before)
  t.strictSame((await it.backups.list()).length, 1)
})

onBothStored(t, 'a restore brings back every row, and its restore point what was there before', async (t, it) => {
  await it.fill()
  const first = await it.contents()
  const { name } = await it.backups.create()
  await it.fill(20, 30)
  await it.on(async (db) => {
    await db.updateTable('parties').set({ version: 3, state: '{}' }).where('session_id', '=', 's1').execute()
    await db.deleteFrom('quests').where('session_id', '=', 's2').execute()
  })
  const second = await it.contents()
  const kept: string[] = []
  const onKept = (it: { restorePoint: string } | { file: string }) => void kept.push(Object.values(it)[0] as string)
  t.strictSame(await it.restore(name, { onKept }), { objects: { restored: 0, missing: 0 }, migrated: [] })
  t.strictSame(await it.contents(), first)
  t.strictSame((await it.backups.list()).map((backup) => backup.name).sort(), [name, ...kept].sort())
  await it.restore(kept[0] as string)
  t.strictSame(await it.contents(), second)
  await it.fill(40, 42)
  t.strictSame(
    (await it.contents()).party_versions?.length,
    (second.party_versions?.length ?? 0) + 2,
    'the triggers work',
  )
  await t.rejects(
    it.on((db) => sql`insert into quest_steps_done values (9999, 1, '2026-11-20T09:30:00.000Z')`.execute(db)),
    /foreign key/i,
  )
})

onBothStored(t, 'ids that were given before the backup, also of deleted rows, are not given again', async (t, it) => {
  await it.fill()
  await it.on((db) => db.deleteFrom('quests').where('id', '>', 15).execute())
  const { name } = await it.backups.create()
  await it.restore(name)
  t.strictSame(await it.on(nextQuestId), 21)
})

onBothStored(t, 'ids that were given after the backup are not given again', async (t, it) => {
  await it.on((db) => sql`delete from quests`.execute(db))
  const { name } = await it.backups.create()
  await it.fill()
  await it.restore(name)
  t.strictSame(await it.on(nextQuestId), 21)
  const later = await it.backups.create()
  await it.restore(name)
  await it.restore(later.name)
  t.strictSame(await it.on(nextQuestId), 22)
})

t.test('a restored SQLite file has the rights of the one before, and a link to it stays one', async (t) => {
  const it = await stored(t, 'sqlite')
  const path = sqlitePath(it.url)
  const real = join(it.folder, 'real.db')
  await rename(path, real)
  await symlink(real, path)
  await it.fill()
  const before = await it.contents()
  const { name } = await it.backups.create()
  await chmod(real, 0o600)
  if (process.getuid?.() === 0) await chown(real, 65_534, 65_534)
  const { mode, uid, gid } = await stat(real)
  await it.fill(20, 22)
  await it.restore(name)
  t.strictSame(await realpath(path), await realpath(real))
  t.match(await stat(real), { mode, uid, gid })
  t.strictSame(await it.contents(), before)
  await rm(real)
  await it.restore(name)
  t.strictSame(await realpath(path), await realpath(real), 'also where the file was lost')
  t.strictSame(await it.contents(), before)
  t.strictSame(
    readdirSync(it.folder).filter((file) => file.includes('.restoring')),
    [],
  )
})

for (const engine of engines) {
  for (const count of [1, 4]) {
    t.test(
      `a backup of the version with ${count} migrations is restored and brought up to date (${engine})`,
      async (t) => {
        const it = await stored(t, engine)
        await it.fill(0, 3)
        const now = await it.backups.create()
        await downgrade(it, count)
        const older = await it.backups.create()
        await it.restore(now.name)
        const { migrated } = (await it.restore(older.name)) ?? {}
        t.strictSame(migrated, migrationNames.slice(count))
        await it.fill(0, 3)
        t.strictSame((await it.contents()).parties?.length, 3)
      },
    )
  }
}

onBothStored(t, 'a backup is restored into a new database, with its objects', async (t, it) => {
  await it.fill()
  await withObjects(it, ['one', 'two', 'three'])
  const { name, blobs } = await it.backups.create()
  t.strictSame(blobs, 3)
  const before = await it.contents()
  await rm(join(it.folder, 'blobs'), { recursive: true })
  if (it.engine === 'sqlite') await rm(sqlitePath(it.url))
  else await it.on((db) => sql`truncate blobs, parties, quests cascade`.execute(db))
  const restored = await it.restore(name)
  t.strictSame(restored?.objects, { restored: 3, missing: 0 })
  t.strictSame(await it.contents(), before)
  const keys = readdirSync(join(it.folder, 'blobs'), { recursive: true }).filter((path) =>
    path.toString().endsWith('webp'),
  )
  t.strictSame(keys.length, 3)
})

t.test('a backup is restored into an empty Postgres', async (t) => {
  const it = await stored(t, 'postgres')
  await it.fill()
  const before = await it.contents()
  const { name } = await it.backups.create()
  await it.on((db) => sql`drop schema public cascade`.execute(db))
  await it.on((db) => sql`create schema public`.execute(db))
  await it.restore(name)
  const { kysely_migration: _, ...after } = await it.contents()
  t.match(before, after)
})

t.test('a SQLite file that is damaged is kept aside, and the backup takes its place', async (t) => {
  const it = await stored(t, 'sqlite')
  await it.fill()
  const before = await it.contents()
  const { name } = await it.backups.create()
  const path = sqlitePath(it.url)
  for (const damage of [
    (bytes: Buffer) => bytes.fill(0, 0, 100),
    (bytes: Buffer) => bytes.fill(255, 4096 * 3),
    (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
  ]) {
    await writeFile(path, damage(await readFile(path)))
    const kept: string[] = []
    const onKept = (it: object) => void kept.push(...Object.entries(it).flat())
    await it.restore(name, { onKept })
    t.match(kept, ['file', /\.damaged-\d+$/])
    t.strictSame(await it.contents(), before)
    it.clock.now += 1_000
  }
})
