import t from 'tap'
import { idsOf, imageIn, imagesOf } from '../../fixtures/images.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const session_id = 'collector'
const three = { MAX_IMAGES_PER_ITEM: '3' }

/** Ids of a number of pictures of the session, one after the other. */
async function painted(world: World, count: number, members: Record<string, unknown> = {}, session = session_id) {
  const ids: number[] = []
  for (let at = 0; at < count; at++) ids.push((await imageIn(world, session, members)).id)
  return ids as [number, number, number, number, number]
}

onBoth(
  t,
  'generateImage moves the oldest picture beyond MAX_IMAGES_PER_ITEM to the trash, from which it can be restored',
  async (t, world) => {
    const { read, restore } = imagesOf(world)
    const [first, second, third, fourth] = await painted(world, 4)
    t.strictSame(await idsOf(world), [fourth, third, second])
    t.equal((await read(first)).statusCode, 404)
    t.equal((await restore(first, { session_id })).statusCode, 200)
    t.strictSame(await idsOf(world), [fourth, third, second, first], 'what is restored stays')
    const [fifth] = await painted(world, 1)
    t.strictSame(await idsOf(world), [fifth, fourth, third], 'until the next one')
  },
  three,
)

onBoth(
  t,
  'generateImage beyond MAX_IMAGES_PER_ITEM leaves the featured picture where it is',
  async (t, world) => {
    const { feature } = imagesOf(world)
    const [first] = await painted(world, 1)
    await feature(first, { session_id })
    const [second, third, fourth, fifth] = await painted(world, 4)
    t.strictSame(await idsOf(world), [first, fifth, fourth])
    for (const id of [second, third]) t.equal((await imagesOf(world).read(id)).statusCode, 404)
  },
  three,
)

onBoth(
  t,
  "generateImage beyond MAX_IMAGES_PER_ITEM touches no other owner's pictures and no other subject",
  async (t, world) => {
    const others = [
      ...(await painted(world, 3, {}, 'other')),
      ...(await painted(world, 3, { subject_type: 'character' })),
      ...(await painted(world, 3, { subject_name: 'Dagger' })),
    ]
    const [, second, third, fourth] = await painted(world, 4, { subject_name: ' healing  POTION' })
    t.strictSame(
      await idsOf(world),
      [...others, second, third, fourth].sort((one, two) => two - one),
    )
    const [fifth] = await painted(world, 1)
    t.strictSame(
      (await idsOf(world)).filter((id) => !others.includes(id)),
      [fifth, fourth, third],
      'capitals and spaces make no other subject',
    )
  },
  three,
)

onBoth(
  t,
  'generateImage with MAX_IMAGES_PER_ITEM of 1 keeps the new picture and the featured one',
  async (t, world) => {
    const [first] = await painted(world, 1)
    await imagesOf(world).feature(first, { session_id })
    const [, third] = await painted(world, 2)
    t.strictSame(await idsOf(world), [first, third])
  },
  { MAX_IMAGES_PER_ITEM: '1' },
)

onBoth(
  t,
  'restoreImage brings back no more than MAX_IMAGES_PER_ITEM and the one that is restored',
  async (t, world) => {
    const { restore, remove } = imagesOf(world)
    const earlier = await painted(world, 3)
    for (const id of earlier) await remove(id, { session_id })
    await painted(world, 3)
    for (const id of earlier) t.equal((await restore(id, { session_id })).statusCode, 200)
    t.equal((await idsOf(world)).length, 4)
  },
  three,
)
