import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import { storePicture } from '../../../src/domains/images/new-image.ts'
import { purgeTrash } from '../../../src/domains/images/trash.ts'
import { checkBlobs } from '../../../src/services/blobs/integrity.ts'
import { START } from '../../fixtures/clock.ts'
import { maintenanceOf } from '../../fixtures/maintenance.ts'
import { brokenPictures, leftovers, pictureOf, storeImage, trashAt } from '../../fixtures/stored-pictures.ts'
import { onBoth, onBothAlone, type World } from '../../fixtures/world.ts'

const MINUTE_MS = 60_000
const LONG_AGO = new Date(START - 31 * 24 * 60 * MINUTE_MS)
const needs = ({ deps }: World) => ({ ...deps, env: { MAX_IMAGES_PER_ITEM: 20 } })

/** An object that no row knows, as a database that was restored from an older backup leaves it. */
async function leave({ env }: World, key: string, text: string, ageMs: number) {
  const path = join(env.DATA_DIR as string, 'blobs', key)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  const time = new Date(START - ageMs)
  await utimes(path, time, time)
}

onBothAlone(t, 'cleanOrphanedImages removes what no row knows for an hour, and what no write ended', async (t, it) => {
  const { deps, clock } = it
  const { cleanOrphans } = maintenanceOf(it)
  await storeImage(deps, pictureOf('a picture'))
  await leave(it, 'images/aa/old.webp', 'an hour', 61 * MINUTE_MS)
  await leave(it, 'images/aa/young.webp', 'less', 59 * MINUTE_MS)
  clock.now = START - 61 * MINUTE_MS
  const stored = await storePicture(needs(it), pictureOf('never ended'))
  clock.now = START - 59 * MINUTE_MS
  await storePicture(needs(it), pictureOf('under way'))
  clock.now = START

  const dry = (await cleanOrphans({ dry_run: 'true' })).json()
  t.strictSame(dry.report, { missing: [], untracked: ['images/aa/old.webp'], checksum_mismatch: [] })
  t.strictSame(
    await deps.blobs.head(stored.full.storageKey),
    { sizeBytes: stored.full.sizeBytes },
    'a dry run removes nothing',
  )
  t.strictSame(await deps.blobs.head('images/aa/old.webp'), { sizeBytes: 7 })

  const cleaned = (await cleanOrphans()).json()
  const freed_bytes = 7 + stored.full.sizeBytes + stored.thumbnail.sizeBytes
  const timestamp = new Date(START).toISOString()
  const whole = '2 objects are whole.'
  t.match(dry, { deleted: 3, freed_bytes, timestamp, message: `3 objects would be removed. ${whole}` })
  t.match(cleaned, { deleted: 3, freed_bytes, timestamp, message: `3 objects were removed. ${whole}` })
  t.strictSame(cleaned.report, dry.report)
  t.strictSame((await leftovers(deps)).sort(), [
    'a row that is pending',
    'a row that is pending',
    'an object without a row',
  ])
  t.strictSame(await deps.blobs.head('images/aa/young.webp'), { sizeBytes: 4 })
  t.strictSame(await brokenPictures(deps), [])
  t.match((await cleanOrphans()).json(), { deleted: 0, freed_bytes: 0 }, 'a second time there is nothing to remove')
})

onBothAlone(t, 'cleanOrphanedImages names what is lost and what has changed, and keeps both rows', async (t, it) => {
  const { deps } = it
  const [lost, changed, whole] = ['lost', 'changed', 'whole'].map((full) => pictureOf(full))
  for (const picture of [lost, changed, whole]) await storeImage(deps, picture as ReturnType<typeof pictureOf>)
  const rows = await deps.db.selectFrom('blobs').select(['id', 'storage_key']).orderBy('id').execute()
  const [lostKey, changedKey] = [rows[0]?.storage_key as string, rows[2]?.storage_key as string]
  await deps.blobs.delete(lostKey)
  await deps.blobs.put(changedKey, Buffer.from('other bytes'), 'image/webp')
  for (const query of [{ dry_run: 'true' }, {}]) {
    const { deleted, report } = (await maintenanceOf(it).cleanOrphans(query as Record<string, string>)).json()
    t.equal(deleted, 0)
    t.strictSame(report, { missing: [lostKey], untracked: [], checksum_mismatch: [changedKey] })
  }
  t.equal((await deps.db.selectFrom('images').select('id').execute()).length, 3)
})

onBothAlone(t, 'checkBlobs does not report an object that is purged while it looks', async (t, it) => {
  const { deps, clock } = it
  const { signal } = new AbortController()
  clock.now = LONG_AGO.getTime()
  await trashAt(deps, await storeImage(deps, pictureOf('purged')), LONG_AGO)
  clock.now = START
  const get: typeof deps.blobs.get = async (key) => {
    await purgeTrash({ ...deps, env: { BACKUP_RETENTION_DAYS: 30 } }, signal)
    return deps.blobs.get(key)
  }
  const found = await checkBlobs({ ...deps, blobs: { ...deps.blobs, get } })
  t.strictSame(found, { whole: 0, missing: [], checksum_mismatch: [] })
})

onBoth(t, 'cleanExpiredCache removes entries whose time is over, and none in a dry run', async (t, it) => {
  const { deps } = it
  const { cleanExpired, stats } = maintenanceOf(it)
  const image_id = await storeImage(deps, pictureOf('a scene'))
  const at = (ms: number) => new Date(START + ms).toISOString()
  for (const [key, ms] of Object.entries({ past: -1, now: 0, later: 1 })) {
    const entry = { key, location_key: key, image_id, created_at: at(-2), expires_at: at(ms) }
    await deps.db
      .insertInto('scene_cache')
      .values({ ...entry, use_count: 0, last_used: at(-2) })
      .execute()
  }
  t.match((await cleanExpired({ dry_run: 'true' })).json(), { deleted: 2, timestamp: at(0) })
  t.strictSame((await stats()).json().cache, { total: 3, active: 1, expired: 2 })
  t.match((await cleanExpired()).json(), { deleted: 2, timestamp: at(0) })
  t.strictSame((await stats()).json().cache, { total: 1, active: 1, expired: 0 })
  t.match((await cleanExpired()).json(), { deleted: 0 })
  t.strictSame(await brokenPictures(deps), [], 'the picture stays')
})

onBoth(t, 'readMaintenanceStats counts the gallery, the trash and the bytes of objects once', async (t, it) => {
  const { deps } = it
  const { stats } = maintenanceOf(it)
  const nothing = { active: 0, deleted: 0, storage_mb: 0 }
  t.strictSame((await stats()).json(), {
    images: nothing,
    cache: { total: 0, active: 0, expired: 0 },
    timestamp: new Date(START).toISOString(),
  })
  const large = 'x'.repeat(1_500_000)
  for (const thumbnail of ['one', 'other']) await storeImage(deps, pictureOf(large, thumbnail))
  await trashAt(deps, await storeImage(deps, pictureOf('in the trash', 'y'.repeat(240_000))), new Date(START))
  // Neither in the gallery nor in the trash.
  await storePicture(needs(it), pictureOf('z'.repeat(900_000)))
  t.strictSame((await stats()).json().images, { active: 2, deleted: 1, storage_mb: 1.7 })
})
