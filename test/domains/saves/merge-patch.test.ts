import t from 'tap'
import { mergePatch } from '../../../src/domains/saves/merge-patch.ts'

/** RFC 7396, appendix A: target, patch, result. */
const cases: [unknown, unknown, unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

t.test('patchSave merges as appendix A of RFC 7396 says', async (t) => {
  for (const [target, patch, result] of cases) {
    t.strictSame(mergePatch(target, patch), result, `${JSON.stringify(target)} and ${JSON.stringify(patch)}`)
  }
})

t.test('patchSave merges without touching what it was given', async (t) => {
  const target = { a: { b: 1 }, c: [1] }
  const patch = { a: { d: { e: null } }, c: [2] }
  const merged = mergePatch(target, patch)
  t.strictSame(merged, { a: { b: 1, d: {} }, c: [2] })
  t.strictSame(target, { a: { b: 1 }, c: [1] })
  t.strictSame(patch, { a: { d: { e: null } }, c: [2] })
})

t.test('patchSave takes names that every object has as names like any other', async (t) => {
  const patch = JSON.parse('{ "toString": { "a": 1 }, "constructor": { "b": 2 }, "__proto__": { "c": 3 } }')
  const merged = mergePatch({}, patch) as Record<string, unknown>
  t.equal(JSON.stringify(merged), '{"toString":{"a":1},"constructor":{"b":2},"__proto__":{"c":3}}')
  t.equal(Object.getPrototypeOf(merged), Object.prototype)
  t.notOk('c' in {})
})
