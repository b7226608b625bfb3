import t from 'tap'
import type { Image } from '../../../schemas/images/index.ts'
import { idsOf, imageIn, imagesOf } from '../../fixtures/images.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const session_id = 'featuring'
const mine = { session_id }

/** Ids of a number of pictures of one subject. */
async function painted(world: World, count: number, members: Record<string, unknown> = {}, session = session_id) {
  const ids: number[] = []
  for (let at = 0; at < count; at++) ids.push((await imageIn(world, session, members)).id)
  return ids as [number, number, number, number]
}
const featuredOf = (world: World) => idsOf(world, { is_featured: true })

onBoth(t, 'featureImage refuses a picture in the trash, and one of another', async (t, world) => {
  const { feature, remove } = imagesOf(world)
  const [id] = await painted(world, 1)
  t.strictSame(refusalOf(await feature(id, { session_id: 'other' })), [404, 'image-not-found'])
  await remove(id, mine)
  t.strictSame(refusalOf(await feature(id, mine)), [404, 'image-not-found'])
  t.strictSame(await featuredOf(world), [])
})

onBoth(t, 'featureImage turns it on and off, and is seen wherever the picture is', async (t, world) => {
  const { feature, read } = imagesOf(world)
  const [id] = await painted(world, 1, { subject_name: 'Épée' })
  for (const is_featured of [true, false, true]) {
    t.strictSame((await feature(id, mine)).json(), { id, is_featured, subject_name: 'Épée' })
    t.equal((await read(id)).json().is_featured, is_featured)
    t.strictSame(await featuredOf(world), is_featured ? [id] : [])
    t.strictSame(await idsOf(world, { q: 'épée', is_featured }), [id], 'a search by words knows it too')
    t.strictSame(await idsOf(world, { q: 'épée', is_featured: !is_featured }), [])
  }
})

onBoth(t, 'featureImage leaves at most one featured picture of a subject, whoever owns it', async (t, world) => {
  const { feature } = imagesOf(world)
  const [first, second] = await painted(world, 2)
  const [theirs] = await painted(world, 1, { subject_name: '  healing POTION' }, 'other')
  const [portrait] = await painted(world, 1, { subject_type: 'character' })
  const [dagger] = await painted(world, 1, { subject_name: 'Dagger' })
  for (const id of [portrait, dagger, first]) await feature(id, mine)
  t.strictSame(await featuredOf(world), [dagger, portrait, first], 'one of each type and name')
  await feature(second, mine)
  t.strictSame(await featuredOf(world), [dagger, portrait, second])
  await feature(theirs, { session_id: 'other' })
  t.strictSame(await featuredOf(world), [dagger, portrait, theirs], 'names that differ in capitals are one subject')
})

onBoth(t, 'featureImage of two pictures of a subject at once features at most one', async (t, world) => {
  const { feature } = imagesOf(world)
  const [first, second, third] = await painted(world, 3)
  for (let round = 0; round < 20; round++) {
    const replies = await Promise.all([first, second, third, first].map((id) => feature(id, mine)))
    t.strictSame([...new Set(replies.map(({ statusCode }) => statusCode))], [200], `round ${round}`)
    const featured = await featuredOf(world)
    t.ok(featured.length <= 1, `${featured.length} featured`)
    t.strictSame(await idsOf(world, { q: 'potion', is_featured: true }), featured, 'and the words agree')
  }
})

onBoth(t, 'deleteImage, featureImage and restoreImage of a subject at once fail nowhere', async (t, world) => {
  const { feature, remove, restore } = imagesOf(world)
  const [first, second, other] = await painted(world, 3)
  for (let round = 0; round < 10; round++) {
    const before = [feature(first, mine), feature(second, mine)]
    const changes = [remove(first, mine), restore(first, mine), feature(other, mine)]
    changes.push(remove(second, mine), restore(second, mine))
    const after = [feature(second, mine), feature(first, mine)]
    for (const { statusCode } of await Promise.all(changes)) t.equal(statusCode, 200)
    // A picture is in the trash for some of them: which of the requests is first is not said.
    for (const reply of await Promise.all([...before, ...after]))
      if (reply.statusCode !== 200) t.strictSame(refusalOf(reply), [404, 'image-not-found'])
    t.ok((await featuredOf(world)).length <= 1)
    for (const id of [first, second]) t.equal((await restore(id, mine)).statusCode, 200)
    t.strictSame(
      (await idsOf(world, { q: 'potion' })).sort((a, b) => a - b),
      [first, second, other],
      'each is found by its words',
    )
  }
})

onBoth(t, 'deleteImage takes a picture out of everything, and restoreImage brings it back', async (t, world) => {
  const { remove, restore, read, file, feature } = imagesOf(world)
  const image = await imageIn(world, session_id)
  const reply = await remove(image.id, mine)
  t.strictSame(reply.json(), {
    id: image.id,
    status: 'deleted',
    message: 'In the trash until 2026-12-20; it can be restored until then.',
  })
  const absent = [read(image.id), file(image.id), file(image.id, {}, { variant: 'thumbnail' })]
  for (const gone of [...absent, feature(image.id, mine), remove(image.id, mine)])
    t.strictSame(refusalOf(await gone), [404, 'image-not-found'])
  const queries: Record<string, string>[] = [
    {},
    { q: 'potion' },
    { subject_name: 'Healing Potion' },
    { component: 'scene-viewer' },
  ]
  for (const query of queries) t.strictSame(await idsOf(world, query), [])
  t.strictSame((await restore(image.id, mine)).json(), image)
  t.strictSame((await restore(image.id, mine)).json(), image, 'twice is once')
  t.strictSame((await read(image.id)).json(), image)
  t.equal((await file(image.id)).statusCode, 200)
  t.strictSame(await idsOf(world, { q: 'potion' }), [image.id])
})

onBoth(t, 'deleteImage of the featured picture features the next newest one of its subject', async (t, world) => {
  const { remove, restore, feature } = imagesOf(world)
  const [first, second, third] = await painted(world, 3)
  const [other] = await painted(world, 1, { subject_name: 'Dagger' })
  await feature(second, mine)
  await remove(first, mine)
  t.strictSame(await featuredOf(world), [second], 'another one that goes changes nothing')
  await remove(second, mine)
  t.strictSame(await featuredOf(world), [third])
  t.strictSame(await idsOf(world, { q: 'potion', is_featured: true }), [third])
  t.match((await restore(second, mine)).json(), { id: second, is_featured: false } as Partial<Image>)
  t.strictSame(await idsOf(world), [third, other, second])
  for (const id of [second, third]) await remove(id, mine)
  t.strictSame(await featuredOf(world), [], 'the last one leaves none')
})
