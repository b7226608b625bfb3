import t, { type Test } from 'tap'
import { storePicture } from '../../../src/domains/images/new-image.ts'
import { purgeTrash } from '../../../src/domains/images/trash.ts'
import { sweepBlobs } from '../../../src/services/blobs/jobs.ts'
import { releaseBlobs } from '../../../src/services/blobs/release.ts'
import { takeBlob } from '../../../src/services/blobs/store.ts'
import { START } from '../../fixtures/clock.ts'
import { brokenPictures, leftovers, pictureOf, storeImage, trashAt } from '../../fixtures/stored-pictures.ts'
import { killAtStep } from '../../fixtures/storing.ts'
import type { Work } from '../../fixtures/storing-process.ts'
import { onBothAlone, type World } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const LONG_AGO = new Date(START - 31 * 24 * HOUR_MS)
const { signal } = new AbortController()

const retention = { env: { BACKUP_RETENTION_DAYS: 30 } }

async function sweepLater({ deps, clock }: World) {
  clock.now = START + 2 * HOUR_MS
  await purgeTrash({ ...deps, ...retention }, signal)
  await sweepBlobs(deps, signal)
}

const storeAgain = async ({ deps }: World, full: string) =>
  brokenPictures(deps, await storeImage(deps, pictureOf(full)))

interface Killing {
  work: Work
  prepare(full: string): Promise<void>
}

/** Kills a process at one of its steps, looks at what is left, and lets others go on. Answers the step. */
async function killOnce(t: Test, world: World, step: number, { work, prepare }: Killing) {
  const { deps, clock, engine } = world
  const full = `${work} ${step}`
  clock.now = START
  await prepare(full)
  const reached = await killAtStep(t, world, step, { work: [work], full, now: new Date(START).toISOString() })
  const at = `killed ${reached ?? 'after its end'}`
  t.strictSame(await brokenPictures(deps), [], `${at}: every picture has its objects`)
  // The same bytes are stored again before the sweep or after it: each in turn, so that every step has met both.
  const isStoredFirst = (step % 2 === 0) === (engine === 'sqlite')
  if (isStoredFirst) t.strictSame(await storeAgain(world, full), [], `${at}: the same bytes are stored at once`)
  await sweepLater(world)
  t.strictSame(await leftovers(deps), [], `${at}: the sweep leaves nothing over`)
  t.strictSame(await brokenPictures(deps), [], `${at}: the sweep has taken no picture's objects`)
  if (!isStoredFirst) t.strictSame(await storeAgain(world, full), [], `${at}: the same bytes are stored later`)
  return reached
}

async function killEverywhere(t: Test, world: World, killing: Killing): Promise<string[]> {
  const steps: string[] = []
  for (;;) {
    const reached = await killOnce(t, world, steps.length, killing)
    if (reached === undefined) return steps
    steps.push(reached)
  }
}

const putOne = ['after insert blobs', 'before put', 'after put']
const deleteOne = ['before delete', 'after delete', 'after delete blobs']

onBothAlone(t, 'a process that stores is killed at every step', async (t, world) => {
  const steps = await killEverywhere(t, world, { work: 'store', prepare: async () => {} })
  const transaction = ['after update blobs', 'after update blobs', 'after insert images', 'after insert image_words']
  t.strictSame(steps, [...putOne, ...putOne, ...transaction])
})

onBothAlone(t, 'a process that purges is killed at every step', async (t, world) => {
  const { deps, clock } = world
  const prepare = async (full: string) => {
    clock.now = LONG_AGO.getTime()
    for (const picture of [pictureOf(full), pictureOf(`shared ${full}`, `other ${full}`)])
      await trashAt(deps, await storeImage(deps, picture), LONG_AGO)
    await storeImage(deps, pictureOf(`shared ${full}`))
    clock.now = START
  }
  const steps = await killEverywhere(t, world, { work: 'purge', prepare })
  const locked = Array.from({ length: 4 }, () => 'after update blobs')
  const transaction = [...locked, 'after delete images', 'after update blobs']
  t.strictSame(steps, [...transaction, ...deleteOne, ...deleteOne, ...deleteOne])
})

onBothAlone(t, 'a process that sweeps is killed at every step', async (t, world) => {
  const { deps, clock } = world
  /** An object whose delete has begun, two that were written and never confirmed, and one that was not written. */
  const prepare = async (full: string) => {
    clock.now = START - 2 * HOUR_MS
    const { full: released } = await storePicture({ ...deps, env: { MAX_IMAGES_PER_ITEM: 20 } }, pictureOf(full))
    await deps.db.transaction().execute((trx) => releaseBlobs(trx, [released.id], new Date(START).toISOString()))
    const row = { sha256: full, storage_key: `images/${full.replace(' ', '-')}.webp` }
    const created_at = clock.clock.now().toISOString()
    await takeBlob(deps.db, { ...row, size_bytes: 1, content_type: 'image/webp', created_at })
    clock.now = START
  }
  const steps = await killEverywhere(t, world, { work: 'sweep', prepare })
  const transaction = ['after update blobs', 'after update blobs', 'after update blobs']
  t.strictSame(steps, [...transaction, ...deleteOne, ...deleteOne, ...deleteOne])
})
