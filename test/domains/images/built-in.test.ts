import sharp from 'sharp'
import t from 'tap'
import { countOf, imageIn, imagesOf } from '../../fixtures/images.ts'
import { onBoth } from '../../fixtures/world.ts'

const session_id = 'built-in'
const sizes: Record<string, [number, number]> = {
  '1:1': [1024, 1024],
  '16:9': [1024, 576],
  '4:3': [1024, 768],
  '9:16': [576, 1024],
}

onBoth(
  t,
  'generateImage by the painter is the same for the same words and seed, and shares one object',
  async (t, it) => {
    for (const subject_type of ['scene', 'item', 'character']) {
      const words = { subject_type, subject_name: 'Mira', prompt: 'An old tower by the sea at dusk', seed: 7 }
      const [first, second] = [await imageIn(it, session_id, words), await imageIn(it, 'another', words)]
      t.not(second.id, first.id)
      const { id: _first, created_at: _at, generation_time_ms: _ms, served_by: _by, ...picture } = first
      const same = ['sha256', 'storage_path_full', 'storage_path_thumbnail', 'placeholder', 'file_size_bytes'] as const
      for (const member of same) t.equal(second[member], picture[member], `${subject_type}: ${member}`)
      const { count } = await it.deps.db
        .selectFrom('blobs')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('sha256', '=', first.sha256)
        .executeTakeFirstOrThrow()
      t.equal(Number(count), 1)
    }
    t.equal(await countOf(it, 'images'), 6)
  },
)

onBoth(t, 'generateImage by the painter at once many times shares one object', async (t, it) => {
  const images = await Promise.all(Array.from({ length: 8 }, (_, at) => imageIn(it, `at-once-${at}`, { seed: 5 })))
  t.equal(new Set(images.map(({ storage_path_full }) => storage_path_full)).size, 1)
  t.equal(await countOf(it, 'images'), 8)
  t.equal(await countOf(it, 'blobs'), 2, 'the picture and its thumbnail')
})

onBoth(t, 'generateImage by the painter has the pixels of its ratio', async (t, it) => {
  for (const [aspect_ratio, [width, height]] of Object.entries(sizes)) {
    const image = await imageIn(it, session_id, { aspect_ratio })
    const { rawPayload } = await imagesOf(it).file(image.id)
    const real = await sharp(rawPayload).metadata()
    t.strictSame([real.width, real.height], [image.width, image.height], 'as the answer says')
    t.strictSame([image.width, image.height], [width, height], aspect_ratio)
  }
})

onBoth(t, 'generateImage by the painter with another seed or other words is another picture', async (t, it) => {
  const words = { subject_type: 'scene', subject_name: 'Old Town', prompt: 'A market square in the rain', seed: 1 }
  const first = await imageIn(it, session_id, words)
  const changes = [{ seed: 2 }, { prompt: 'A dark forest in the snow' }, { custom_prompt: 'Old Town at night' }]
  for (const change of changes) {
    const other = await imageIn(it, session_id, { ...words, ...change })
    t.not(other.sha256, first.sha256, JSON.stringify(change))
  }
})
