import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Refusal } from '../../../src/errors.ts'
import { removeUntracked } from '../../../src/services/blobs/integrity.ts'
import { START } from '../../fixtures/clock.ts'
import { brokenPictures, leftovers, pictureOf, storeImage, trashAt } from '../../fixtures/stored-pictures.ts'
import { storingProcess } from '../../fixtures/storing.ts'
import { onBothAlone, type World } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const LONG_AGO = new Date(START - 31 * 24 * HOUR_MS)
const ROUNDS = 200

/** Stores the same bytes again and again, each time as the only picture that has them. Answers how often it was refused. */
async function storeInRounds(t: Test, { deps }: World, rounds: number): Promise<number> {
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    try {
      const id = await storeImage(deps, pictureOf('the same'))
      const broken = await brokenPictures(deps, id)
      if (broken.length > 0) t.fail('a picture that is stored has its objects', { round, broken })
      await trashAt(deps, id, LONG_AGO)
    } catch (error) {
      if (!(error instanceof Refusal) || error.slug !== 'storage-unavailable') throw error
      refused++
    }
  }
  return refused
}

/** While another process purges the trash and sweeps, at a time of day of its own. */
async function againstPurges(t: Test, world: World, now: number) {
  const other = await storingProcess(t, world)
  other.tell({ work: ['purge', 'sweep'], full: '', now: new Date(now).toISOString(), again: true })
  const refused = await storeInRounds(t, world, ROUNDS)
  other.tell({ stop: true })
  const { runs } = (await other.next()) as { runs: number }
  t.comment(`${runs} purges and sweeps, ${refused} of ${ROUNDS} pictures were refused`)
  other.tell({ work: ['purge', 'sweep'], full: '', now: new Date(START + 2 * HOUR_MS).toISOString() })
  await other.next()
  t.strictSame(await world.deps.db.selectFrom('images').select('id').execute(), [])
  return refused
}

onBothAlone(t, 'a picture always has its objects while identical ones are purged', async (t, world) => {
  t.equal(await againstPurges(t, world, START), 0)
  t.strictSame(await leftovers(world.deps), [])
})

onBothAlone(t, 'a sweep that waits for no write takes the objects of no picture', async (t, world) => {
  await againstPurges(t, world, START + 2 * HOUR_MS)
  // A write that takes longer than an hour may leave an object without a row, which the clean-up finds.
  await removeUntracked(world.deps, new Date(START + 10_000 * HOUR_MS), false)
  t.strictSame(await leftovers(world.deps), [])
})

onBothAlone(t, 'two processes that store identical bytes at once share their objects', async (t, world) => {
  const { deps } = world
  const both = await Promise.all([storingProcess(t, world), storingProcess(t, world)])
  const rounds = 50
  for (let round = 0; round < rounds; round++) {
    const work = { work: ['store' as const], full: `picture ${round}`, now: new Date(START).toISOString() }
    for (const one of both) one.tell(work)
    await Promise.all(both.map((one) => one.next()))
  }
  t.strictSame(await brokenPictures(deps), [])
  t.strictSame(await leftovers(deps), [])
  const pictures = await deps.db.selectFrom('images').select(['full_blob_id', 'thumbnail_blob_id']).execute()
  t.equal(pictures.length, 2 * rounds)
  t.equal(new Set(pictures.map((it) => it.full_blob_id)).size, rounds)
  t.equal((await Array.fromAsync(deps.blobs.list(''))).length, 2 * rounds)
})

onBothAlone(t, 'removeUntracked takes no object of a write that is under way', async (t, world) => {
  const { deps } = world
  const other = await storingProcess(t, world)
  const work = { work: ['store' as const], full: 'under way', now: new Date(START).toISOString() }
  let isOver = false
  const stored = (async () => {
    for (let round = 0; round < ROUNDS / 2; round++) {
      other.tell({ ...work, full: `under way ${round}` })
      await other.next()
    }
    isOver = true
  })()
  let runs = 0
  for (; !isOver; runs++) {
    // Every object is old enough.
    const { count } = await removeUntracked(deps, new Date(START + 10_000 * HOUR_MS), false)
    if (count > 0) t.fail('an object was removed', { count })
    await sleep(runs % 5)
  }
  await stored
  t.comment(`${runs} looks`)
  t.strictSame(await brokenPictures(deps), [])
  t.strictSame(await leftovers(deps), [])
})
