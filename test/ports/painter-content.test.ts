import t from 'tap'
import { problemsOf } from '../../scripts/content/check.ts'
import { painterOf } from '../../scripts/content/painter.ts'
import { content } from '../../src/ports/imaging/painter/content.ts'

const place = 'content/painter/places/forest.yaml'
const parts = 'content/painter/parts/houses.yaml'

/** Content as it is read from its files, from the compiled one. */
const files = (places: object, own: object = content.parts) =>
  new Map<string, unknown>([
    ['content/painter/hours.yaml', content.hours],
    ['content/painter/weathers.yaml', content.weathers],
    ['content/painter/palette.yaml', content.palette],
    [parts, own],
    [place, places],
  ])

t.test('A mistake in what is drawn is refused, with its path', (t) => {
  const { forest } = content.places
  t.match(problemsOf(place, { ...forest, setting: 'nowhere' })[0], /^\/setting: /)
  t.match(problemsOf(place, { ...forest, examples: [] })[0], /^\/examples: /)
  t.match(problemsOf(place, { ...forest, more: 1 })[0], /^\/more: /)
  for (const shape of ['<script/>', 'stone', 'stone M0 0"/><image', 'Stone M0 0z', 'stone:x M0 0z', 'stone L0 0z'])
    t.match(problemsOf(parts, { house: { shapes: [shape] } })[0], /^\/house\/shapes\/0: /, shape)
  t.end()
})

t.test('A part or a colour that nothing has is refused', (t) => {
  const { forest } = content.places
  t.throws(
    () => painterOf(files({ ...forest, parts: [{ what: 'unicorn' }] })),
    /forest\.yaml: there is no part “unicorn”/,
  )
  t.throws(() => painterOf(files({ ...forest }, { house: { shapes: ['plaid M0 0z'] } })), /“house” uses “plaid”/)
  t.end()
})

t.test('Every part is used by a place', (t) => {
  const used = new Set(Object.values(content.places).flatMap(({ parts }) => parts.map(({ what }) => what)))
  t.strictSame(
    Object.keys(content.parts).filter((name) => !used.has(name)),
    [],
  )
  t.end()
})
