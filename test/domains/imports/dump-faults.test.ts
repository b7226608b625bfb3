import t from 'tap'
import { BrokenDump, readDump } from '../../../src/domains/imports/dump.ts'
import { entriesOf, imageWith, inChunks, PICTURE, sample, sceneWith } from '../../fixtures/dumps.ts'

const KEY = 'scene_cache_Old_Town_dawn_clear'
const fault = (key: string, error: string) => [{ kind: 'error', key, error }]
const wanted = 'It must be base64, or a data URI with base64.'

/** What is read before the dump breaks, and where it does. */
async function untilBroken(bytes: string | Uint8Array) {
  const keys: string[] = []
  try {
    for await (const { key } of readDump(inChunks(bytes))) keys.push(key)
  } catch (error) {
    if (error instanceof BrokenDump) return { keys, position: error.position, message: error.message }
    throw error
  }
  return { keys, position: -1, message: '' }
}

t.test('What is no JSON object is a broken dump, with its position', async (t) => {
  const problems: [string | Uint8Array, RegExp][] = [
    ['', /^The dump cannot be read near byte 0: it ends too early\.$/],
    ['[]', /near byte 0: it must be an object\.$/],
    ['1', /it must be an object/],
    ['null', /it must be an object/],
    ['"a text"', /it is a text that cannot be read as JSON: it is not JSON \(expected a value\)/],
    ['"[]"', /it must be an object/],
    ['{"a":1}}', /it is not JSON \(unexpected characters\)/],
    ['undefined', /it is not JSON \(expected a value\)/],
    ['{"scene_cache":{}', /near byte 17: it ends too early/],
    ['{"a":tru', /it ends too early/],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22]), /it must be UTF-8/],
    [Buffer.from([0x7b, 0x7d, 0xc3]), /it must be UTF-8/],
    ['['.repeat(100_000), /it must be an object/],
    [`{"a":${'['.repeat(100_000)}`, /it must not be nested deeper than 1000 levels/],
    [`{"a":${'{"a":'.repeat(100_000)}`, /it must not be nested deeper than 1000 levels/],
  ]
  for (const [bytes, message] of problems) t.match((await untilBroken(bytes)).message, message)
})

t.test('What comes before the break is read', async (t) => {
  const text = JSON.stringify({ ...sceneWith({}), nanoBananaSceneCache: { late: { prompt: 'x'.repeat(9_000) } } })
  t.strictSame(await untilBroken(text.slice(0, -50)), {
    keys: [KEY],
    position: text.length - 50,
    message: `The dump cannot be read near byte ${text.length - 50}: it ends too early.`,
  })
  const broken = `${text.slice(0, -1)},!}`
  const { keys, position } = await untilBroken(broken)
  t.strictSame(keys, [KEY], 'an entry in the last 4096 bytes is lost')
  t.ok(position <= broken.length && position > broken.length - 4_096, 'the position is exact to 4096 bytes')
})

t.test('A dump without any of the four members is told so', async (t) => {
  t.strictSame(
    await entriesOf({ session_id: 'a' }),
    fault(
      '',
      'The dump has none of its members: scene_cache, nanoBananaSceneCache, item_images, nanoBananaImageLibrary.',
    ),
  )
  t.strictSame(await entriesOf({ scene_cache: {} }), [])
  t.strictSame(await entriesOf({ scene_cache: null }), [])
})

t.test('A picture that is not whole base64 is listed', async (t) => {
  const missing = fault(KEY, `The picture is missing. ${wanted}`)
  for (const image of ['', ' \n', null, undefined, 'data:image/png;base64,'])
    t.strictSame(await entriesOf(sceneWith({ image })), missing, JSON.stringify(image))
  for (const image of [1, true, {}, [PICTURE]])
    t.strictSame(await entriesOf(sceneWith({ image })), fault(KEY, `The picture is not a text. ${wanted}`))
  const broken = ['!', 'QUJDR', 'QQ=', 'QQ===', 'QQ==QQ==', '====', 'QUJ=D', 'QUJD\0', 'QUJDé', 'blob:https://a/b']
  const headers = ['data:', 'data:image/png;base64', 'data:image/svg+xml,%3Csvg/%3E', `data:${'x'.repeat(300)},QUJD`]
  for (const image of [...broken, ...headers])
    t.strictSame(
      await entriesOf(sceneWith({ image })),
      fault(KEY, `The picture is not base64, or not all of it. ${wanted}`),
      image.slice(0, 40),
    )
})

t.test('A picture of more than 30 million characters is listed, and not kept', async (t) => {
  const most = 30_000_000
  const [kept] = (await entriesOf(sceneWith({ image: 'A'.repeat(most) }))) as { image: string }[]
  t.equal(kept?.image.length, most)
  t.strictSame(
    await entriesOf(sceneWith({ image: 'A'.repeat(most + 4) })),
    fault(KEY, 'The picture is too large: its base64 may have 30000000 characters.'),
  )
})

t.test('A member that cannot be stored is listed with its entry', async (t) => {
  const problems: [object, string][] = [
    [{ location: 'x'.repeat(201) }, 'The location must have at most 200 characters.'],
    [{ location: 7 }, 'The location must be a text.'],
    [{ weather: ['clear'] }, 'The weather must be a text.'],
    [{ timeOfDay: 'x'.repeat(51) }, 'The time_of_day must have at most 50 characters.'],
    [{ prompt: 'x'.repeat(100_000) }, 'The prompt must have at most 10000 characters.'],
    [{ prompt: 'a\0b' }, 'The prompt must not contain NUL (\\u0000).'],
    [{ prompt: 'a\ud800b' }, 'The prompt must not contain a lone surrogate.'],
    ...['soon', '1 Jan 2025', '2025-10-24 18:20', -1, 1e18, true, {}, '2025-13-01T00:00:00Z'].map(
      (timestamp): [object, string] => [
        { timestamp },
        'The timestamp must be milliseconds since 1970 or a time in ISO-8601.',
      ],
    ),
    ...[-1, 1.5, '1', 1_000_000_001, 2 ** 53].map((useCount): [object, string] => [
      { useCount },
      'The useCount must be a whole number from 0 to 1000000000.',
    ]),
  ]
  for (const [members, error] of problems) t.strictSame(await entriesOf(sceneWith(members)), fault(KEY, error), error)
  t.strictSame(
    await entriesOf(imageWith({ is_featured: 'yes' })),
    fault('item_image_Torch', 'images[0]: The is_featured must be true or false.'),
  )
})

t.test('A key that names nothing storable is listed', async (t) => {
  const missing = (field: string) => `The ${field} is missing. It must be in the key or in the member of that name.`
  t.strictSame(await entriesOf(sceneWith({}, 'dawn_clear')), fault('dawn_clear', missing('location')))
  t.strictSame(await entriesOf(sceneWith({ location: 'Inn' }, 'inn')), fault('inn', missing('time_of_day')))
  t.strictSame(await entriesOf(imageWith({}, 'item_image_')), fault('item_image_', missing('name')))
  const long = `item_image_${'x'.repeat(1_000_000)}`
  t.strictSame(
    await entriesOf(imageWith({}, long)),
    fault(long.slice(0, 200), 'The name must have at most 200 characters.'),
  )
  t.strictSame(await entriesOf(imageWith({}, 'a\0b')), fault('a\uFFFDb', 'The name must not contain NUL (\\u0000).'))
  t.strictSame(
    await entriesOf(imageWith({}, 'a\udc00')),
    fault('a\uFFFD', 'The name must not contain a lone surrogate.'),
  )
})

t.test('A value of another kind is listed, and what follows is read', async (t) => {
  const good = { image: PICTURE }
  const dump = {
    nanoBananaSceneCache: 'a text',
    scene_cache: { a_dawn_clear: 1, b_dawn_clear: [good], c_dawn_clear: '{"image":', d_dawn_clear: good },
    item_images: [good],
    nanoBananaImageLibrary: { Rope: null, Bell: {}, Lamp: { images: {} }, Torch: { images: [7, good] } },
  }
  t.strictSame(
    (await entriesOf(dump)).map((entry) => {
      const { key, error, kind } = entry as { key: string; error?: string; kind: string }
      return [key, error ?? kind]
    }),
    [
      ['nanoBananaSceneCache', 'The value is a text that cannot be read as JSON: it is not JSON (expected a value).'],
      ['a_dawn_clear', 'The value must be an object.'],
      ['b_dawn_clear', 'The value must be an object.'],
      ['c_dawn_clear', 'The value is a text that cannot be read as JSON: it ends too early.'],
      ['d_dawn_clear', 'scene'],
      ['item_images', 'The value must be an object.'],
      ['Rope', 'The value must be an object.'],
      ['Bell', 'The images are missing. They must be an array of objects with a picture each.'],
      ['Lamp', 'The images must be an array.'],
      ['Torch', 'images[0]: The value must be an object.'],
      ['Torch', 'item'],
    ],
  )
})

t.test('A JSON text that breaks inside a longer one costs only what is in it', async (t) => {
  const text = JSON.stringify({ scene_cache: JSON.stringify(sceneWith({}).scene_cache).slice(0, -1), ...imageWith({}) })
  t.strictSame(
    (await entriesOf(text)).map((entry) => (entry as { kind: string }).kind),
    ['scene', 'error', 'item'],
  )
})

t.test('Texts inside of texts end somewhere', async (t) => {
  let dump = JSON.stringify(sceneWith({}))
  for (let level = 0; level < 6; level++) dump = JSON.stringify(dump)
  t.equal((await entriesOf(dump)).length, 1, 'six are read')
  t.match((await untilBroken(JSON.stringify(dump))).message, /JSON in more than 6 texts inside of each other/)
})

t.test('Names that every object has are names like others, and a member counts as it was the last time', async (t) => {
  const twice = '{"scene_cache":1,"scene_cache":{"__proto__":{"image":""},"constructor_dawn_clear":{"image":"QQ=="}}}'
  t.match(await entriesOf(twice), [
    { key: 'scene_cache', error: 'The value must be an object.' },
    { key: '__proto__', kind: 'error' },
    { location: 'constructor', image: 'QQ==' },
  ])
  const image = `{"toString":1,"__proto__":2,"image":"!","image":"${PICTURE}"}`
  t.match(await entriesOf(`{"item_images":{"__proto__":{"images":[${image}]}}}`), [
    { kind: 'item', name: 'proto', image: PICTURE },
  ])
  t.equal(Object.getPrototypeOf({}), Object.prototype)
})

t.test('Whatever is wrong with a sample, one byte at a time, ends in entries or in a broken dump', async (t) => {
  const bytes = Buffer.from(sample('documented-dump'))
  for (let at = 0; at < bytes.length; at += 97) {
    const damaged = Buffer.from(bytes)
    damaged[at] = 0x22
    await untilBroken(damaged)
  }
  t.pass('nothing else was thrown')
})
