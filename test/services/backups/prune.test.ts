import { readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { sqlitePath } from '../../../db/connect.ts'
import { makeBackup } from '../../../src/services/backups/jobs.ts'
import { type Stored, stored } from '../../fixtures/backups.ts'
import { holdWriteLock } from '../../fixtures/write-lock.ts'

const DAY_MS = 24 * 3_600_000
const attempt = { id: '', number: 1, signal: new AbortController().signal }
const needsOf = ({ backups }: Stored) => ({ backups, env: { BACKUP_CRON: 'off' } })

/** Backups that are so many days apart; answers their names. */
async function madeAfter(it: Stored, ...days: number[]) {
  const names: string[] = []
  for (const count of days) {
    it.clock.now += count * DAY_MS
    names.push((await it.backups.create()).name)
  }
  return names
}

t.test('a backup that cannot be removed is told, and keeps no other one from being removed or made', async (t) => {
  const it = await stored(t, 'sqlite')
  const [first = '', second] = await madeAfter(it, 0, 1, 1)
  await rm(join(it.root, first, 'manifest.json'))
  // A folder cannot be removed as a file, whatever the rights of this user are.
  await mkdir(join(it.root, first, 'manifest.json'))
  it.clock.now += 31 * DAY_MS
  // The third one is the newest, and stays.
  t.strictSame(await it.backups.prune(), [second])
  t.match(it.warned, [/^a backup cannot be removed .*EISDIR|EPERM/])
  t.notMatch(it.warned.join(), it.folder)
  await makeBackup.run(needsOf(it), {}, attempt)
  t.strictSame((await it.backups.list()).length, 1)
  t.ok(readdirSync(it.root).includes(first))
})

t.test('the job has done its work when there is a backup, also where none can be removed', async (t) => {
  const it = await stored(t, 'sqlite')
  const create: typeof it.backups.create = async (options) => {
    const made = await it.backups.create(options)
    await holdWriteLock(t, join(it.root, '.lock'))
    return made
  }
  await makeBackup.run({ ...needsOf(it), backups: { ...it.backups, create } }, {}, attempt)
  t.match(it.warned, [/^old backups are not removed .*under way/])
  t.strictSame((await it.backups.list()).length, 1)
})

t.test('old backups are removed, but never the newest', async (t) => {
  const it = await stored(t, 'sqlite')
  const names = await madeAfter(it, 0, 10, 15)
  await mkdir(join(it.root, 'notes-of-the-operator'))
  t.strictSame(await it.backups.prune(), [])
  it.clock.now += 5 * DAY_MS + 1
  t.strictSame(await it.backups.prune(), [names[0]])
  await rm(join(it.root, names[1] as string, 'lorekeep.db'))
  it.clock.now += 1_000 * DAY_MS
  t.strictSame(await it.backups.prune(), [names[1]])
  t.strictSame(readdirSync(it.root).sort(), ['.lock', names[2], 'notes-of-the-operator'].sort())
})

t.test('what killed processes have left is removed by the next backup, and by the next prune', async (t) => {
  const it = await stored(t, 'sqlite')
  const half = '2026-11-20T09-29-00-000Z-00000000'
  const unfinished = () => mkdir(join(it.root, half, 'blobs'), { recursive: true })
  const prepared = `${sqlitePath(it.url)}.restoring`
  await unfinished()
  await writeFile(prepared, 'half')
  const { name } = await it.backups.create()
  t.strictSame(readdirSync(it.root).sort(), ['.lock', name])
  t.notOk(readdirSync(join(prepared, '..')).some((file) => file.endsWith('.restoring')))
  await unfinished()
  t.strictSame(await it.backups.prune(), [half])
})
