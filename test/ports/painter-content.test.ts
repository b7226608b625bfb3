import t from 'tap'
import { problemsOf } from '../../scripts/content/check.ts'
import { painterTexts, readPainter } from '../../scripts/content/painter.ts'
import { content as landscapes } from '../../src/ports/imaging/painter/landscape/content.ts'

const place = 'content/painter/places/forest.yaml'
const parts = 'content/painter/parts/houses.yaml'

const { forest } = landscapes.places

/** The content, one of its files, and the content in which that file is another one. */
async function files() {
  const content = await readPainter()
  return {
    content,
    fileOf: <T>(file: string) => content.get(`content/painter/${file}.yaml`) as T,
    withFile: (file: string, value: unknown) => new Map([...content, [`content/painter/${file}.yaml`, value]]),
  }
}

t.test('A mistake in what is drawn is refused, with its path', (t) => {
  t.match(problemsOf(place, { ...forest, setting: 'nowhere' })[0], /^\/setting: /)
  t.match(problemsOf(place, { ...forest, examples: [] })[0], /^\/examples: /)
  t.match(problemsOf(place, { ...forest, more: 1 })[0], /^\/more: /)
  for (const shape of ['<script/>', 'stone', 'stone M0 0"/><image', 'Stone M0 0z', 'stone:x M0 0z', 'stone L0 0z'])
    t.match(problemsOf(parts, { house: { shapes: [shape] } })[0], /^\/house\/shapes\/0: /, shape)
  t.end()
})

t.test('A name that nothing has is refused', async (t) => {
  const { fileOf, withFile } = await files()
  const [items, unknown] = [fileOf<Record<string, object>>('items/first'), fileOf<object>('unknown')]
  const roles = fileOf<Record<string, object>>('characters/roles')
  const refused: [file: string, value: unknown, message: RegExp][] = [
    ['places/forest', { ...forest, parts: [{ what: 'unicorn' }] }, /places\/forest\.yaml: no part “unicorn”/],
    ['parts/houses', { house: { shapes: ['plaid M0 0z'] } }, /part house: palette\.yaml has no “plaid”/],
    ['items/first', { ...items, dagger: { ...items.dagger, ground: ['lava'] } }, /item dagger: no ground “lava”/],
    ['items/first', { ...items, dagger: { ...items.dagger, art: '{wood}' } }, /item dagger: no slot “wood”/],
    ['items/first', { ...items, parcel: items.dagger }, /another file has “parcel” too/],
    ['characters/roles', { ...roles, king: { ...roles.king, backdrop: 'moon' } }, /role king: no backdrop “moon”/],
    ['unknown', { ...unknown, item: 'nothing' }, /unknown\.yaml: no item “nothing”/],
  ]
  for (const [file, value, message] of refused) t.throws(() => painterTexts(withFile(file, value)), message)
})

t.test('Every part is used by a place', (t) => {
  const used = new Set(Object.values(landscapes.places).flatMap(({ parts }) => parts.map(({ what }) => what)))
  t.strictSame(
    Object.keys(landscapes.parts).filter((name) => !used.has(name)),
    [],
  )
  t.end()
})
