import t from 'tap'
import { purgeTrash } from '../../../src/domains/images/trash.ts'
import { copyImage, countOf, idsOf, imageIn, imagesOf } from '../../fixtures/images.ts'
import { s3Server } from '../../fixtures/s3-server.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { engines, onBoth, type World, world } from '../../fixtures/world.ts'

const session_id = 'purging'
const mine = { session_id }
const DAY_MS = 86_400_000
const purge = ({ deps }: World) => purgeTrash(deps, new AbortController().signal)

onBoth(
  t,
  'The purge leaves pictures in the trash for BACKUP_RETENTION_DAYS, and those in the gallery',
  async (t, it) => {
    const { remove, restore, file } = imagesOf(it)
    const gone = await imageIn(it, session_id, { seed: 1 })
    const kept = await imageIn(it, session_id, { subject_name: 'Dagger', prompt: 'A dagger in the dark' })
    await remove(gone.id, mine)
    it.clock.now += 30 * DAY_MS
    await purge(it)
    t.equal((await restore(gone.id, mine)).statusCode, 200, 'on its last day it can be restored')
    await remove(gone.id, mine)
    it.clock.now += 30 * DAY_MS
    await purge(it)
    it.clock.now += 1
    await purge(it)
    t.strictSame(refusalOf(await restore(gone.id, mine)), [404, 'image-not-found'])
    t.strictSame(await idsOf(it), [kept.id])
    t.equal(await countOf(it, 'images'), 1)
    t.equal((await file(kept.id)).statusCode, 200)
  },
)

onBoth(
  t,
  'The purge leaves an object that a living picture shares, and removes it with the last one',
  async (t, it) => {
    const { remove, file } = imagesOf(it)
    const first = await imageIn(it, session_id, { seed: 7 })
    const second = await imageIn(it, 'another', { seed: 7 })
    t.equal(second.storage_path_full, first.storage_path_full, 'the same words and seed: one object')
    const keys = [first.storage_path_full, first.storage_path_thumbnail]
    const areThere = () => Promise.all(keys.map(async (key) => (await it.deps.blobs.head(key)) !== undefined))
    await remove(first.id, mine)
    it.clock.now += 30 * DAY_MS + 1
    await purge(it)
    t.equal(await countOf(it, 'images'), 1)
    t.strictSame(await areThere(), [true, true])
    for (const variant of ['full', 'thumbnail']) t.equal((await file(second.id, {}, { variant })).statusCode, 200)
    await remove(second.id, { session_id: 'another' })
    it.clock.now += 30 * DAY_MS + 1
    await purge(it)
    t.strictSame(await areThere(), [false, false])
    t.equal(await countOf(it, 'images'), 0)
    t.equal(await countOf(it, 'blobs'), 0)
    const third = await imageIn(it, session_id, { seed: 7 })
    t.equal(third.sha256, first.sha256, 'the same picture can be painted again')
    t.equal((await file(third.id)).statusCode, 200)
  },
)

onBoth(t, 'The purge leaves a picture that was restored, and what is painted meanwhile', async (t, it) => {
  const { remove, restore, file } = imagesOf(it)
  const image = await imageIn(it, session_id, { seed: 9 })
  for (let round = 0; round < 5; round++) {
    await remove(image.id, mine)
    it.clock.now += 30 * DAY_MS + 1
    const [, restored, made] = await Promise.all([
      purge(it),
      restore(image.id, mine),
      imageIn(it, session_id, { seed: 9 }),
    ])
    t.equal((await file(made.id)).statusCode, 200, 'no row is without its object')
    if (restored.statusCode === 404) break
    t.equal((await file(image.id)).statusCode, 200)
  }
})

onBoth(t, 'The purge takes any number of pictures, and ends when it is told to', async (t, it) => {
  const image = await imageIn(it, session_id)
  await copyImage(it, image, 450)
  const deleted_at = it.deps.clock.now().toISOString()
  await it.deps.db.updateTable('images').set({ deleted_at }).execute()
  it.clock.now += 31 * DAY_MS
  await t.rejects(purgeTrash(it.deps, AbortSignal.abort()), { name: 'AbortError' })
  t.equal(await countOf(it, 'images'), 451)
  await purge(it)
  t.equal(await countOf(it, 'images'), 0)
  t.equal(await countOf(it, 'blobs'), 0)
})

onBoth(
  t,
  'The purge waits as long as BACKUP_RETENTION_DAYS says, and so does the message of deleteImage',
  async (t, it) => {
    const { id } = await imageIn(it, session_id)
    t.match((await imagesOf(it).remove(id, mine)).json().message, '2026-11-27')
    it.clock.now += 7 * DAY_MS + 1
    await purge(it)
    t.equal(await countOf(it, 'images'), 0)
  },
  { BACKUP_RETENTION_DAYS: '7' },
)

for (const engine of engines) {
  t.test(`An object whose delete fails is referred to by no later picture (${engine})`, async (t) => {
    const server = await s3Server(t)
    const it = await world(t, engine, server.env)
    const first = await imageIn(it, session_id)
    await imagesOf(it).remove(first.id, mine)
    it.clock.now += 30 * DAY_MS + 1
    server.script = [{ status: 403 }]
    await t.rejects(purge(it))
    const second = await imageIn(it, session_id)
    t.equal(second.sha256, first.sha256)
    t.not(second.storage_path_full, first.storage_path_full, 'it has an object of its own')
    t.equal((await imagesOf(it).file(second.id)).statusCode, 200)
  })
}
