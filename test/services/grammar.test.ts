import t from 'tap'
import { chooseBy, parseTemplate, render, slotsOf } from '../../src/services/grammar.ts'

t.test('Wrong braces are refused, with the template', async (t) => {
  for (const [template, message] of Object.entries({
    'a {thing': /a “{” without a “}” in “a {thing”/,
    'a thing}': /a “}” without a “{”/,
    'a {}': /neither a slot nor a choice/,
    'a {Two Words}': /neither a slot nor a choice/,
    '{a|b|c|d}': /more than three/,
    '{a|{b}': /a “{” without a “}”/,
    '{a{b}}': /neither a slot nor a choice/,
  })) {
    t.throws(() => parseTemplate(template), { message }, template)
  }
})

t.test('Slots are filled, and a text with an empty one is left out', async (t) => {
  t.equal(render('For {whom}, {when}.', { whom: 'the cats', when: 'today' }), 'For the cats, today.')
  t.equal(render('For {whom}.', { whom: '' }), '')
  t.equal(render('For {whom}.', {}), '')
  t.equal(render('Nothing to fill', {}), 'Nothing to fill')
  t.equal(render('“{idea}”', { idea: '{whom} | }{' }), '“{whom} | }{”', 'what is filled in is no template')
})

t.test('Of two texts the first is for players under 18, of three each has its age', async (t) => {
  const of = (template: string) => ([0, 1, 2] as const).map((voice) => render(template, { whom: 'Jo' }, voice))
  t.strictSame(of('Ask {an adult|a friend}.'), ['Ask an adult.', 'Ask an adult.', 'Ask a friend.'])
  t.strictSame(of('{a|b|}'), ['a', 'b', ''])
  t.strictSame(of('{with {whom}|alone}'), ['with Jo', 'with Jo', 'alone'])
  t.strictSame(of('{a|{b|c|d}}'), ['a', 'a', 'd'])
  t.equal(render('{with {none}|alone}', {}, 2), 'alone', 'an empty slot counts only where it is said')
})

t.test('The slots of a template are known, also within choices', async (t) => {
  t.strictSame(slotsOf('{a} and {b|{c} or {d}}'), ['a', 'c', 'd'])
})

t.test('The same seed chooses the same, and seeds choose all', async (t) => {
  const list = ['a', 'b', 'c', 'd']
  t.equal(chooseBy(7)('x', list), chooseBy(7)('x', list))
  t.strictSame(new Set(Array.from({ length: 60 }, (_, seed) => chooseBy(seed)('x', list))).size, 4)
})
