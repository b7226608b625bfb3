import fc from 'fast-check'
import t from 'tap'
import { importBrowserData } from '../../../schemas/imports.ts'
import { entriesOf, imageWith, PICTURE, sample, sceneWith } from '../../fixtures/dumps.ts'

const samples = ['browser-dump', 'documented-dump'] as const
const sortedMembers = (entries: object[]) => entries.map((it) => JSON.stringify(it, Object.keys(it).sort()))

t.test('The samples are read as they are meant', async (t) => {
  const [raw, documented] = await Promise.all(samples.map((name) => entriesOf(sample(name))))
  const countOf = (entries: object[] = []) => Object.groupBy(entries, (it) => (it as { kind: string }).kind)
  const { scene, item, featured, error } = countOf(raw)
  t.strictSame([scene?.length, item?.length, featured?.length, error], [5, 8, 2, undefined])
  t.match(scene?.[2], {
    key: 'scene_old-town-square_day_fog',
    location: 'Old Town Square',
    time_of_day: 'day',
    weather: 'fog',
    prompt: 'A fog day view of Old Town Square, fantasy art',
    taken_at: '2025-10-24T18:23:00.000Z',
    use_count: 3,
    image: /^iVBORw0KGgo/,
  })
  t.match(item?.[1], { name: 'Dagger', index: 1, custom_prompt: 'Dagger glowing faintly', is_featured: false })
  t.strictSame(featured, [
    { kind: 'featured', key: 'Healing Potion', name: 'Healing Potion', index: 1 },
    { kind: 'featured', key: "Miner's Note", name: "Miner's Note", index: 1 },
  ])
  t.match(documented, [
    { kind: 'scene', location: 'Emberpeak', time_of_day: 'dawn', taken_at: '2025-10-24T18:20:00.000Z' },
    { kind: 'scene', location: 'Old Town', weather: 'rain', taken_at: '2025-10-24T18:20:00.000Z' },
    { kind: 'item', name: 'Torch', prompt: 'A burning torch on a stone wall', is_featured: true },
    { kind: 'item', name: 'Torch', custom_prompt: 'Torch with blue flame', is_featured: false },
  ])
})

t.test('A sample reads the same in chunks of any size, and as a text inside of texts', async (t) => {
  for (const name of samples) {
    const dump = sample(name)
    const texts = { plain: dump, once: JSON.stringify(dump), twice: JSON.stringify(JSON.stringify(dump)) }
    const expected = await entriesOf(dump)
    for (const [how, text] of Object.entries(texts))
      for (const size of [1, 7, 4_095, 4_096, 1_000_000])
        t.strictSame(await entriesOf(text, size), expected, `${name}, ${how}, ${size} bytes a chunk`)
  }
})

t.test('Escapes and characters of several bytes survive every boundary', async (t) => {
  const key = 'item_image_Ger\\u00e4t \\ud83d\\ude00 \u{1f600} \\"a\\\\b\\/'
  const base64 = Buffer.from('a picture?>~'.repeat(9)).toString('base64')
  const image = `data:image\\/png;base64,${base64.replaceAll('/', '\\/').replace('Y', '\\u0059')}`
  const inner = `{"${key}":{"images":[{"image":"${image}","prompt":"\\ud83d\\ude00é\u{1f600}\\n"}]}}`
  const expected = [
    {
      kind: 'item',
      key: 'item_image_Gerät 😀 😀 "a\\b/',
      name: 'Gerät 😀 😀 "a\\b/',
      index: 0,
      prompt: '😀é😀',
      is_featured: false,
      image: base64,
    },
  ]
  // White space moves every character over the boundary between two blocks.
  for (let before = 3_700; before < 4_100; before++) {
    const spaces = ' '.repeat(before)
    const found = await entriesOf(`${spaces}{"item_images":${inner}}`)
    if (before === 3_700) t.strictSame(found, expected)
    if (JSON.stringify(found) !== JSON.stringify(expected)) t.fail(`${before} characters before it`, { found })
    const text = await entriesOf(`${spaces}{"item_images":${JSON.stringify(inner)}}`)
    if (JSON.stringify(text) !== JSON.stringify(expected)) t.fail(`${before} before it, in a text`, { text })
  }
})

t.test('Base64 is read with and without padding, in either alphabet, with white space, in a data URI', async (t) => {
  const bytes = Buffer.from([0xfb, 0xff, 0xbf, 0x00])
  const forms = [
    '+/+/AA==',
    '+/+/AA',
    '-_-_AA',
    '-_-_AA==',
    ' +/\r\n+/\tAA = = ',
    'data:image/png;base64,+/+/AA==',
    'DATA:image/webp;charset=utf-8;BASE64,+/+/AA',
    'data:;base64,+/+/AA',
  ]
  for (const image of forms)
    t.match(await entriesOf(sceneWith({ image })), [{ image: bytes.toString('base64') }], JSON.stringify(image))
  const start = Buffer.from('data', 'base64').toString('base64')
  t.match(await entriesOf(sceneWith({ image: 'data' })), [{ image: start }], 'a picture may begin as a data URI does')
  t.match(await entriesOf(sceneWith({ image: 'da' })), [{ image: 'dQ==' }])
})

t.test('Times are read as milliseconds, digits or ISO-8601', async (t) => {
  const times = [
    1_761_330_000_000,
    '1761330000000',
    '2025-10-24T18:20:00Z',
    '2025-10-24T20:20:00+02:00',
    '2025-10-24T18:20',
    ' 2025-10-24T18:20:00.000Z ',
  ]
  for (const timestamp of times)
    t.match(await entriesOf(sceneWith({ timestamp })), [{ taken_at: '2025-10-24T18:20:00.000Z' }], String(timestamp))
  t.match(await entriesOf(sceneWith({ timestamp: '2025-10-24' })), [{ taken_at: '2025-10-24T00:00:00.000Z' }])
  for (const timestamp of [null, undefined, ''])
    t.notOk('taken_at' in ((await entriesOf(sceneWith({ timestamp })))[0] as object))
})

t.test('Members count more than the key', async (t) => {
  const members = { location: ' The Inn ', time_of_day: 'dusk', weather: '' }
  t.match(await entriesOf(sceneWith(members)), [{ location: 'The Inn', time_of_day: 'dusk', weather: 'clear' }])
  const slug = { nanoBananaSceneCache: { 'scene_old-town_dawn_clear': { imageData: PICTURE } } }
  t.match(await entriesOf(slug), [{ location: 'old town', time_of_day: 'dawn', weather: 'clear' }])
  t.match(await entriesOf(imageWith({}, 'item_image_Healing_Potion')), [{ name: 'Healing Potion' }])
})

t.test('A featured picture that is not there is no fault', async (t) => {
  const library = (featured: unknown) => ({
    nanoBananaImageLibrary: {
      Rope: {
        featured,
        images: [
          { id: 'a', data: '' },
          { id: 'b', data: PICTURE },
          { id: 3, data: PICTURE },
        ],
      },
    },
  })
  const indexOf = async (featured: unknown) =>
    ((await entriesOf(library(featured))).find((it) => 'kind' in it && it.kind === 'featured') as { index: number })
      ?.index
  for (const absent of ['a', 'c', null, undefined, {}, '3']) t.equal(await indexOf(absent), undefined)
  t.equal(await indexOf('b'), 1)
  t.equal(await indexOf(3), 2)
})

t.test('The example of the contract can be imported', async (t) => {
  const [example] = importBrowserData.body.examples
  t.match(await entriesOf(example), [
    { kind: 'scene', location: 'Old Town', taken_at: '2026-11-20T09:30:00.000Z', image: /^iVBORw0KGgo/ },
    { kind: 'item', name: 'Rope (50ft)', taken_at: '2026-11-20T09:30:00.000Z', image: /^iVBORw0KGgo/ },
    { kind: 'featured', name: 'Rope (50ft)', index: 0 },
  ])
})

/** The same value with the members of every object in another order, and some objects as JSON in a text. */
const shuffled = (value: unknown, random: () => number): unknown => {
  if (Array.isArray(value)) return value.map((it) => shuffled(it, random))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, it]) => ({ name, it: shuffled(it, random), at: random() }))
  const object = Object.fromEntries(members.sort((one, other) => one.at - other.at).map(({ name, it }) => [name, it]))
  return random() < 0.2 ? JSON.stringify(object) : object
}

t.test('The order of members, texts and the size of chunks change nothing', async (t) => {
  const dump = {
    ...JSON.parse(sample('documented-dump')),
    ...JSON.parse(sample('browser-dump')),
    nanoBananaSceneCache: JSON.parse(JSON.parse(sample('browser-dump')).nanoBananaSceneCache),
  }
  const expected = sortedMembers(await entriesOf(dump)).sort()
  t.equal(expected.length, 19)
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      fc.integer({ min: 1, max: 9_000 }),
      async (numbers, size) => {
        const text = JSON.stringify(shuffled(dump, () => numbers.next().value))
        const found = sortedMembers(await entriesOf(text, size)).sort()
        return JSON.stringify(found) === JSON.stringify(expected)
      },
    ),
    { numRuns: 20 },
  )
  t.pass()
})
