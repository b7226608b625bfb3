import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { sqlitePath } from '../../../db/connect.ts'
import * as migrations from '../../../db/migrations/index.ts'
import { openBackups } from '../../../src/services/backups/backups.ts'
import { addObject, onBothStored, stored, withObjects } from '../../fixtures/backups.ts'
import { holdWriteLock } from '../../fixtures/write-lock.ts'

const run = promisify(execFile)

onBothStored(t, 'of two backups at the same time, one is refused', async (t, it) => {
  const settled = await Promise.allSettled([it.backups.create(), openBackups(it.needs).create()])
  const refused = settled.filter(({ status }) => status === 'rejected')
  t.match(refused, [{ reason: { kind: 'running', message: /another backup/ } }])
  t.strictSame((await it.backups.list()).length, 1)
  t.strictSame(readdirSync(it.root).length, 2)
})

t.test('while another process makes or restores a backup, none is begun, removed or restored', async (t) => {
  const it = await stored(t, 'sqlite')
  const { name } = await it.backups.create()
  const release = await holdWriteLock(t, join(it.root, '.lock'))
  const attempts: (() => Promise<unknown>)[] = [it.backups.create, it.backups.prune, () => it.restore(name)]
  for (const attempt of attempts) await t.rejects(attempt(), { kind: 'running', message: /under way/ })
  t.strictSame((await it.backups.list()).length, 1)
  await release()
  await it.restore(name)
})

t.test(
  'only the account that the service runs as may read backups',
  { skip: process.platform === 'win32' },
  async (t) => {
    const it = await stored(t, 'sqlite')
    await it.backups.create()
    t.strictSame(statSync(it.root).mode & 0o777, 0o700)
  },
)

onBothStored(t, 'a backup that is given up leaves nothing behind', async (t, it) => {
  await it.fill()
  for (const step of ['snapshot', 'files', 'rows']) {
    const reason = new Error('given up')
    const aborter = new AbortController()
    const onStep = (now: string) => now === step && aborter.abort(reason)
    await t.rejects(it.backups.create({ signal: aborter.signal, onStep: (now) => void onStep(now) }), reason)
    t.strictSame(readdirSync(it.root), ['.lock'], step)
  }
  await t.rejects(it.backups.create({ signal: AbortSignal.abort(new Error('before')) }), { message: 'before' })
})

onBothStored(t, 'a backup whose process is killed by the system fails, and leaves nothing behind', async (t, it) => {
  await it.fill()
  const onStep = (step: string) => {
    if (step === 'snapshot') for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL')
  }
  await t.rejects(it.backups.create({ onStep }), { kind: 'failed', message: /process .* was ended/ })
  t.strictSame(readdirSync(it.root), ['.lock'])
  t.match(await it.backups.create(), { verified: true })
})

onBothStored(t, 'a signal to all processes of the service does not end a backup', async (t, it) => {
  await it.fill()
  const onStep = (step: string) => {
    if (step !== 'rows') return
    for (const pid of childrenOf(process.pid)) for (const signal of ['SIGINT', 'SIGTERM']) process.kill(pid, signal)
  }
  t.match(await it.backups.create({ onStep }), { verified: true })
})

onBothStored(t, 'a close gives up the backup that is being made, and begins no other', async (t, it) => {
  await it.fill()
  const stopped = { kind: 'stopped', message: 'the service stops' }
  const backups = openBackups(it.needs)
  const closed = Promise.withResolvers<void>()
  const onStep = (step: string) => {
    if (step !== 'rows') return
    closed.resolve(backups.close(5_000))
    t.strictSame(it.clock.sleepers, 1, 'it waits')
    it.clock.now += 5_000
  }
  await t.rejects(backups.create({ onStep }), stopped)
  await closed.promise
  t.strictSame(readdirSync(it.root), ['.lock'])
  await t.rejects(backups.create(), stopped)
  t.match(await it.backups.create(), { verified: true })
})

t.test('a close waits for the backup that is being made', async (t) => {
  const it = await stored(t, 'sqlite')
  const creating = it.backups.create()
  await it.backups.close(60_000)
  t.match(await creating, { verified: true })
  t.strictSame(it.clock.sleepers, 0)
})

/** The processes that make backups for this one. */
const childrenOf = (pid: number) =>
  spawnSync('pgrep', ['-P', String(pid), '-f', 'backups/child'])
    .stdout.toString()
    .split('\n')
    .filter(Boolean)
    .map(Number)

t.test('a database that is away is told without its address, its user or its password', async (t) => {
  const it = await stored(t, 'sqlite')
  const away = (DATABASE_URL: string) => openBackups({ ...it.needs, env: { ...it.needs.env, DATABASE_URL } }).create()
  const error = await away('postgres://canary-user:canary-password@127.0.0.1:1/canary').catch((error) => error)
  t.match(error, { kind: 'unavailable', message: 'the database does not answer (ECONNREFUSED)' })
  t.notMatch(`${error.stack} ${JSON.stringify(error)}`, /canary|127\.0\.0\.1/)
  await t.rejects(away(`sqlite:${it.folder}/none.db`), { kind: 'unavailable', message: /does not answer/ })
  t.notOk(existsSync(join(it.folder, 'none.db')))
})

t.test('a damaged database is not backed up', async (t) => {
  const it = await stored(t, 'sqlite')
  await it.fill(0, 200)
  const path = sqlitePath(it.url)
  const bytes = await readFile(path)
  await writeFile(path, bytes.fill(7, 4096 * 20))
  await t.rejects(it.backups.create(), { kind: 'unsound', message: /damaged/ })
  t.strictSame(readdirSync(it.root), ['.lock'])
})

onBothStored(t, 'an object that is missing, or has other bytes, is left out and counted', async (t, it) => {
  await withObjects(it, ['zero'])
  const key = await addObject(it, 'one')
  for (const bytes of ['other', 'two']) {
    await it.blobs.put(key, Buffer.from(bytes), 'image/webp')
    t.match(await it.backups.create(), { blobs: 1, blobs_missing: 1, verified: true })
    t.match(it.warned.pop(), /pictures are lost or damaged.*"blobs_missing":1/)
  }
  await it.blobs.delete(key)
  t.match(await it.backups.create(), { blobs: 1, blobs_missing: 1, verified: true })
  await it.blobs.put(key, Buffer.from('one'), 'image/webp')
  it.warned.length = 0
  t.match(await it.backups.create(), { blobs: 2, blobs_missing: 0, verified: true })
  t.strictSame(it.warned, [])
})

onBothStored(t, 'a restore puts lost objects back, and its restore point has those that are there', async (t, it) => {
  await withObjects(it, ['one'])
  const key = await addObject(it, 'two')
  const backup = await it.backups.create()
  t.strictSame(backup.blobs, 2)
  await it.blobs.delete(key)
  await it.blobs.delete(await addObject(it, 'three'))
  const kept: string[] = []
  const restored = await it.restore(backup.name, { onKept: (it) => void kept.push(...Object.values(it)) })
  t.match(restored, { objects: { restored: 1, missing: 0 } })
  t.strictSame(String(await it.blobs.get(key)), 'two')
  const point = (await it.backups.list()).find(({ name }) => name === kept[0])
  t.strictSame(point?.blobs, 2, 'one and two, for three was lost')
})

onBothStored(t, 'objects of an outside storage are named, not copied', async (t, it) => {
  await withObjects(it, ['one', 'two'])
  const { copyTo: _, ...outside } = it.blobs
  const needs = { ...it.needs, blobs: outside }
  const backup = await openBackups(needs).create()
  t.match(backup, { blobs: 2, verified: true })
  t.notOk(existsSync(join(it.root, backup.name, 'blobs')))
  await rm(join(it.folder, 'blobs'), { recursive: true })
  t.match(await openBackups(needs).create(), { blobs: 0, blobs_missing: 2 })
  t.match(await it.restore(backup.name), { objects: { restored: 0, missing: 2 } })
})

onBothStored(t, 'a backup tells its tables, its size and its sum, and holds no address or password', async (t, it) => {
  await it.fill(0, 7)
  const backup = await it.backups.create()
  t.match(backup, { created_at: '2026-11-20T09:30:00.000Z', blobs: 0, verified: true })
  t.match(backup.name, /^2026-11-20T09-30-00-000Z-[0-9a-f]{8}$/)
  const rows = Object.fromEntries(backup.tables.map(({ name, rows }) => [name, rows]))
  const kysely_migration = Object.keys(migrations).length
  t.match(rows, { parties: 7, party_versions: 7, quests: 7, quest_steps_done: 7, kysely_migration })
  t.strictSame(await it.backups.list(), [backup])
  const files = readdirSync(join(it.root, backup.name), { withFileTypes: true }).filter((entry) => entry.isFile())
  const password = it.engine === 'postgres' ? new URL(it.url).password : it.folder
  for (const { name } of files) {
    const bytes = await readFile(join(it.root, backup.name, name))
    t.notOk(bytes.includes(password), name)
  }
})

t.test('a full disk is told, leaves nothing behind, and there is a backup once there is room', async (t) => {
  const it = await stored(t, 'sqlite')
  await it.fill(0, 1_500)
  const small = await mkdtemp(join(tmpdir(), 'lorekeep-full-'))
  t.teardown(() => rm(small, { recursive: true, force: true }))
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', small]).catch(() => undefined)
  if (!mounted) return t.pass('not tried: this user may not mount a small disk')
  t.teardown(() => run('umount', [small]))
  const backups = openBackups({ ...it.needs, env: { ...it.needs.env, DATA_DIR: small } })
  await t.rejects(backups.create(), { kind: 'full', message: 'no space is left on the disk' })
  t.strictSame(readdirSync(join(small, 'backups')), ['.lock'])
  t.strictSame((await it.contents()).parties?.length, 1_500)
  await run('mount', ['-o', 'remount,size=64m', small])
  t.match(await backups.create(), { verified: true })
})
