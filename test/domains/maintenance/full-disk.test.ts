import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { refuse } from '../../../src/errors.ts'
import { sweepBlobs } from '../../../src/services/blobs/jobs.ts'
import { START } from '../../fixtures/clock.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { noSmallDisk, smallDisk } from '../../fixtures/small-disk.ts'
import { brokenPictures, leftovers, pictureOf, storeImage } from '../../fixtures/stored-pictures.ts'
import { engines, type World, world } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const skip = noSmallDisk

const generate = ({ call }: World) =>
  call({
    method: 'POST',
    url: '/api/v1/images/generate',
    payload: { subject_type: 'item', subject_name: 'Torch', prompt: 'A torch in a wall' },
  })
const fileOf = ({ call }: World, id: number) => call({ url: `/api/v1/images/${id}/file` })
const imagesIn = async ({ deps }: World) => (await deps.db.selectFrom('images').select('id').execute()).length

for (const engine of engines) {
  t.test(`generateImage answers 507 while the storage is full, and works again (${engine})`, { skip }, async (t) => {
    const disk = await smallDisk(t)
    const it = await world(t, engine, { DATA_DIR: disk.path })
    const id = await storeImage(it.deps, pictureOf('before'))
    await disk.fill(0)
    t.strictSame(refusalOf(await generate(it)), [507, 'storage-full'])
    t.equal((await fileOf(it, id)).statusCode, 200, 'what is stored is read')
    t.equal(it.deps.system.capabilities(true).find((it) => it.capability === 'blobs')?.state, 'degraded')

    await disk.free()
    await disk.fill(3)
    const large = pictureOf('x'.repeat(5_000), 'y'.repeat(9_000))
    // Room for the first of both objects only.
    await t.rejects(storeImage(it.deps, large), refuse('storage-full'))
    const files = await readdir(join(disk.path, 'blobs'), { recursive: true })
    t.notOk(
      files.some((name) => name.includes('.tmp-')),
      'no temporary file is left',
    )
    t.equal(await imagesIn(it), 1)
    t.strictSame(await brokenPictures(it.deps), [])

    it.clock.now = START + 2 * HOUR_MS
    await sweepBlobs(it.deps, new AbortController().signal)
    t.strictSame(await leftovers(it.deps), [], 'the sweep works without room')
    await disk.free()
    t.equal((await generate(it)).statusCode, 201)
    t.equal(it.deps.system.capabilities(true).find((it) => it.capability === 'blobs')?.state, 'ok')
    t.strictSame(await brokenPictures(it.deps), [])
  })
}

t.test('generateImage answers 503 while the disk of the database is full, and works again', { skip }, async (t) => {
  const disk = await smallDisk(t)
  const it = await world(t, 'sqlite', { DATABASE_URL: `sqlite:${join(disk.path, 'lorekeep.db')}` })
  const id = await storeImage(it.deps, pictureOf('before'))
  await disk.fill(0)
  let refused = 0
  for (let round = 0; round < 20; round++) {
    const reply = await generate(it)
    if (reply.statusCode === 201) continue
    refused++
    t.strictSame(refusalOf(reply), [503, 'database-unavailable'])
  }
  t.ok(refused > 0)
  t.equal((await fileOf(it, id)).statusCode, 200)
  t.strictSame(await brokenPictures(it.deps), [])
  await disk.free()
  t.equal((await generate(it)).statusCode, 201)
  it.clock.now = START + 2 * HOUR_MS
  await sweepBlobs(it.deps, new AbortController().signal)
  t.strictSame(await leftovers(it.deps), [])
  t.strictSame(await brokenPictures(it.deps), [])
})
