import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { addObject, onBothStored, type Stored, stored } from '../../fixtures/backups.ts'

const liveOf = ({ folder }: Stored, key: string) => join(folder, 'blobs', key)
const copyOf = ({ root }: Stored, backup: string, key: string) => join(root, backup, 'blobs', key)
const inodeOf = async (path: string) => (await stat(path)).ino

/** Changes one byte of the file itself: whatever shares it has it too. */
async function damage(path: string) {
  const bytes = await readFile(path)
  bytes[0] = (bytes[0] as number) ^ 1
  await writeFile(path, bytes, { flag: 'r+' })
}

onBothStored(
  t,
  'a stored picture that is damaged leaves every earlier backup whole, and is restored',
  async (t, it) => {
    await it.fill()
    const key = await addObject(it, 'one')
    const first = await it.backups.create()
    const second = await it.backups.create()
    const before = await it.contents()
    await damage(liveOf(it, key))
    await it.fill(20, 22)
    for (const { name } of [first, second])
      await it.restore(name, { confirm: (_backup, damaged) => t.strictSame(damaged, 0) === false })
    t.match(await it.restore(first.name), { objects: { restored: 1, missing: 0 } })
    t.strictSame(await it.contents(), before)
    t.strictSame(String(await it.blobs.get(key)), 'one')
  },
)

onBothStored(t, 'a damaged or missing copy of a picture is counted, and all else is restored', async (t, it) => {
  await it.fill()
  const keys = [await addObject(it, 'one'), await addObject(it, 'two'), await addObject(it, 'three')]
  const { name } = await it.backups.create()
  const before = await it.contents()
  const [one = '', two = '', three = ''] = keys
  await damage(copyOf(it, name, one))
  await rm(copyOf(it, name, two))
  for (const key of [one, three]) await it.blobs.delete(key)
  await it.fill(20, 22)
  const told: number[] = []
  const confirm = (_backup: object, damaged: number) => told.push(damaged) > 0
  t.match(await it.restore(name, { confirm }), { objects: { restored: 1, missing: 1 } })
  t.strictSame(told, [2])
  t.strictSame(await it.contents(), before)
  const texts = await Promise.all(keys.map(async (key) => (await it.blobs.get(key))?.toString()))
  t.strictSame(texts, [undefined, 'two', 'three'])
})

t.test('backups share the bytes of a picture among themselves, and never with the storage', async (t) => {
  const it = await stored(t, 'sqlite')
  const key = await addObject(it, 'one')
  const create = () => {
    it.clock.now += 1_000
    return it.backups.create()
  }
  const [first, second] = [await create(), await create()]
  const inode = await inodeOf(copyOf(it, first.name, key))
  t.strictSame(await inodeOf(copyOf(it, second.name, key)), inode)
  t.not(await inodeOf(liveOf(it, key)), inode)
  await damage(copyOf(it, second.name, key))
  const third = await create()
  t.match(third, { blobs: 1, blobs_missing: 0, verified: true }, 'a damaged copy is made anew')
  const lost = await addObject(it, 'two')
  await it.blobs.delete(lost)
  const fourth = await create()
  t.match(fourth, { blobs: 1, blobs_missing: 1 })
  const kept = await inodeOf(copyOf(it, third.name, key))
  t.strictSame(await inodeOf(copyOf(it, fourth.name, key)), kept, 'shared also where an object is lost')
})

t.test('a list of many objects, of which every third is lost, is read and written piece by piece', async (t) => {
  const it = await stored(t, 'sqlite')
  const keys: string[] = []
  for (let index = 0; index < 50; index++) keys.push(await addObject(it, `object ${index}`))
  for (const [index, key] of keys.entries()) if (index % 3 === 0) await it.blobs.delete(key)
  const { name } = await it.backups.create()
  t.match(await it.backups.list(), [{ blobs: 33, blobs_missing: 17 }])
  const lines = (await readFile(join(it.root, name, 'objects.ndjson'), 'utf8')).trimEnd().split('\n')
  const expected = keys.filter((_key, index) => index % 3 !== 0).sort()
  t.strictSame(
    lines.map((line) => JSON.parse(line).key),
    expected,
  )
})
