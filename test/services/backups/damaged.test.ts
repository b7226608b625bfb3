import { existsSync, readdirSync } from 'node:fs'
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import type { Test } from 'tap'
import t from 'tap'
import { sumOfFile } from '../../../src/services/backups/files.ts'
import { type Manifest, readManifest, writeManifest } from '../../../src/services/backups/manifest.ts'
import { onBothStored, type Stored, stored, withObjects } from '../../fixtures/backups.ts'

/** A backup, and a database that has changed since. */
async function begun(it: Stored) {
  await it.fill(0, 8)
  await withObjects(it, ['one', 'two'])
  const { name } = await it.backups.create()
  await it.fill(8, 10)
  const folder = join(it.root, name)
  const before = await it.contents()
  /** The restore is refused, and everything is as it was. */
  const refused = async (t: Test, why: string, message: RegExp) => {
    await t.rejects(it.restore(name), { kind: 'unsound', message }, why)
    t.strictSame(await it.contents(), before, `${why}: nothing was touched`)
    t.strictSame(readdirSync(it.root).sort(), ['.lock', name], `${why}: no restore point was needed`)
  }
  return { name, folder, refused }
}

/** All but the copies of objects: one that is damaged does not keep the rest from being restored. */
const filesOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.name))

onBothStored(t, 'a backup with one changed byte, in whichever file but a picture, is refused', async (t, it) => {
  const { folder, refused } = await begun(it)
  const files = filesOf(folder)
  t.ok(files.length >= (it.engine === 'sqlite' ? 3 : 10))
  for (const path of files) {
    const bytes = await readFile(path)
    for (const at of new Set([0, Math.floor(bytes.length / 2), bytes.length - 1])) {
      if (bytes.length === 0) continue
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] as number) ^ 1
      await writeFile(path, changed)
      await refused(t, `byte ${at} of ${path.slice(folder.length)}`, /./)
    }
    await writeFile(path, bytes)
  }
})

onBothStored(t, 'a backup with a file that is cut off, longer or missing is refused', async (t, it) => {
  const { name, folder, refused } = await begun(it)
  for (const path of filesOf(folder)) {
    const bytes = await readFile(path)
    await writeFile(path, Buffer.concat([bytes, Buffer.from('\n')]))
    await refused(t, `longer: ${path.slice(folder.length)}`, /./)
    if (bytes.length > 0) await writeFile(path, bytes.subarray(0, -1))
    await refused(t, `cut off: ${path.slice(folder.length)}`, /./)
    await rm(path)
    await refused(t, `missing: ${path.slice(folder.length)}`, /missing|no backup/)
    await writeFile(path, bytes)
  }
  await it.restore(name)
})

/** Writes a manifest whose own sum is right. */
async function forge(folder: string, change: (manifest: Manifest) => unknown) {
  const { manifest } = (await readManifest(folder, folder.slice(-33))) as { manifest: Manifest }
  const forged = structuredClone(manifest)
  change(forged)
  await writeManifest(folder, forged)
  return () => writeManifest(folder, manifest)
}

const forgeries: [string, RegExp, (manifest: Manifest) => unknown][] = [
  ['another application', /another application/, (it) => Object.assign(it, { application: 'shop' })],
  ['a later format', /format/, (it) => Object.assign(it, { format: 2 })],
  ['another backup', /another backup/, (it) => Object.assign(it, { name: `${it.name.slice(0, -8)}00000000` })],
  ['a newer version', /newer version/, (it) => it.migrations.push('9999-later')],
  ['a version without a migration', /newer version/, (it) => it.migrations.splice(2, 1)],
  ['no migrations', /cannot be read/, (it) => Object.assign(it, { migrations: [] })],
  [
    'the other engine',
    /DATABASE_URL/,
    (it) => Object.assign(it, { engine: it.engine === 'sqlite' ? 'postgres' : 'sqlite' }),
  ],
  ['a name that leads out', /cannot be read/, (it) => Object.assign(it.files[0] ?? {}, { name: '../../lorekeep.db' })],
  ['an absolute name', /cannot be read/, (it) => Object.assign(it.files[0] ?? {}, { name: '/etc/passwd' })],
  ['a table that leads out', /cannot be read/, (it) => Object.assign(it.tables[0] ?? {}, { name: '../parties' })],
  ['fewer files', /files are not those/, (it) => it.files.pop()],
  ['an unknown member', /cannot be read/, (it) => Object.assign(it, { more: 1 })],
  ['fewer rows', /table .* is not as it was/, (it) => Object.assign(it.tables[0] ?? {}, { rows: 0 })],
  [
    'another sum of rows',
    /table .* is not as it was/,
    (it) => Object.assign(it.tables[0] ?? {}, { sha256: '0'.repeat(64) }),
  ],
  ['fewer tables', /not those/, (it) => it.tables.pop()],
  ['another number of objects', /list of objects/, (it) => Object.assign(it.objects, { count: 1 })],
]

onBothStored(t, 'a manifest that tells of something else than its folder holds is refused', async (t, it) => {
  const { name, folder, refused } = await begun(it)
  for (const [what, message, change] of forgeries) {
    const undo = await forge(folder, change)
    await refused(t, what, message)
    await undo()
  }
  await it.restore(name)
})

onBothStored(t, 'objects whose keys lead out of the folder are refused, and no link is followed', async (t, it) => {
  const { name, folder, refused } = await begun(it)
  const list = join(folder, 'objects.ndjson')
  const text = await readFile(list, 'utf8')
  for (const key of ['../../lorekeep.db', '/etc/passwd', 'a/../b', '', 'a//b', 'A', 'a\\..\\b']) {
    await writeFile(list, text.replace(/"key":"[^"]*"/, `"key":${JSON.stringify(key)}`))
    await resum(folder, 'objects.ndjson')
    await refused(t, `key ${key}`, /key that is not ours/)
  }
  await writeFile(list, text)
  await resum(folder, 'objects.ndjson')
  const elsewhere = join(it.folder, 'elsewhere')
  await cp(join(folder, 'blobs'), elsewhere, { recursive: true })
  await rm(join(folder, 'blobs'), { recursive: true })
  await symlink(elsewhere, join(folder, 'blobs'))
  await rm(join(it.folder, 'blobs'), { recursive: true })
  const confirm = (_backup: object, damaged: number) => damaged === 2
  t.match(await it.restore(name, { confirm }), { objects: { restored: 0, missing: 2 } })
})

/** Corrects the sum of a changed file. */
async function resum(folder: string, name: string) {
  const sum = await sumOfFile(join(folder, name))
  await forge(folder, ({ files }) => void Object.assign(files.find((file) => file.name === name) ?? {}, sum))
}

t.test('a database file of another application, with all sums right, is refused', async (t) => {
  const it = await stored(t, 'sqlite')
  const { folder, refused } = await begun(it)
  const path = join(folder, 'lorekeep.db')
  await rm(path)
  const shop = new DatabaseSync(path)
  shop.exec('create table orders (id integer primary key); insert into orders values (1)')
  shop.close()
  await resum(folder, 'lorekeep.db')
  await refused(t, 'another database', /migrations are not those/)
})

t.test('rows that are not rows of the table, with all sums right, are refused', async (t) => {
  const it = await stored(t, 'postgres')
  const { folder, refused } = await begun(it)
  for (const text of ['{}\n', '[1]\n', 'x\n', '["a"]', '["a","b","c"]\n']) {
    await writeFile(join(folder, 'model_calls.ndjson.gz'), gzipSync(text))
    await resum(folder, 'model_calls.ndjson.gz')
    await refused(t, text, /row/)
  }
})

t.test('names that are not those of a backup are refused, and nothing of them is read', async (t) => {
  const it = await stored(t, 'sqlite')
  const { name } = await it.backups.create()
  await cp(join(it.root, name), join(it.folder, 'copied'), { recursive: true })
  for (const wrong of ['../copied', '', '.', '..', `${name}/../${name}`, `${name}\0`, '/etc', 'copied'])
    await t.rejects(it.restore(wrong), { kind: 'unsound', message: 'there is no backup of this name' }, wrong)
  t.ok(existsSync(join(it.root, name)))
})

t.test('a backup whose manifest is damaged, or is missing, is not listed', async (t) => {
  const it = await stored(t, 'sqlite')
  const [first, second, third] = [await it.backups.create(), await it.backups.create(), await it.backups.create()]
  await writeFile(join(it.root, first.name, 'manifest.json'), '{')
  await rm(join(it.root, second.name, 'manifest.json'))
  t.strictSame(await it.backups.list(), [third])
})
