import sharp from 'sharp'
import t from 'tap'
import { itemFor, items } from '../../src/ports/imaging/painter/items/content.ts'
import { paintItem } from '../../src/ports/imaging/painter/items/item.ts'
import { kinds, roles, traits } from '../../src/ports/imaging/painter/portrait/content.ts'
import { personOf } from '../../src/ports/imaging/painter/portrait/person.ts'
import { paintPortrait } from '../../src/ports/imaging/painter/portrait/portrait.ts'
import { randomOf } from '../../src/ports/imaging/painter/random.ts'
import type { AspectRatio, ImageAsk, SubjectType } from '../../src/ports/imaging/port.ts'

const askOf = (type: SubjectType, name: string, aspectRatio: AspectRatio = '16:9', prompt = ''): ImageAsk => ({
  subject: { type, name },
  prompt,
  aspectRatio,
  deadlineMs: 10_000,
})
const draw = (ask: ImageAsk, seed: number) => (ask.subject.type === 'item' ? paintItem : paintPortrait)(ask, seed)

/** Decodes a drawing at an eighth of its size, where nothing but whether it can be drawn matters. */
async function decode(svg: string) {
  const small = svg.replace(/ width="(\d+)" height="(\d+)"/, (_, w, h) => ` width="${w / 8}" height="${h / 8}"`)
  const { info } = await sharp(Buffer.from(small)).raw().toBuffer({ resolveWithObject: true })
  return `${info.width} x ${info.height}`
}

/** Slots without a paint would be black, gradients without a definition nothing. */
function faultsOf(svg: string): string[] {
  const defined = new Set([...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const missing = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id).filter((id) => !defined.has(id))
  return [...missing.map((id) => `no ${id}`), ...(svg.match(/\{[^}]*\}|undefined|NaN|"null"/g) ?? [])]
}

const personFor = (words: string) => personOf(words, '', randomOf(words, 1))

t.test('Nothing of the words stands in a drawing', (t) => {
  const words = `zebra"><script>alert('quux')</script>&amp; {metal} url(#p)`
  for (const type of ['item', 'character'] as const) {
    const svg = draw(askOf(type, words, '16:9', words), 1)
    t.notMatch(svg, /zebra|script|alert|quux|amp;/)
    t.strictSame(faultsOf(svg), [])
  }
  t.end()
})

t.test('What nobody has drawn is a parcel, and who is unknown a hooded traveller', (t) => {
  for (const name of ['zxqw', 'bundle of dynamite', '', '?!', 'walking']) t.equal(itemFor(name, ''), 'parcel', name)
  for (const name of ['zxqw', 'Thorin', '', 'walking', 'along the river'])
    t.equal(personFor(name).role, 'traveller', name)
  t.end()
})

t.test('Things are found by words that no example has', (t) => {
  const found: [words: string, id: string][] = [
    ['a rusted old dagger', 'dagger'],
    ["a set of thieves' picks", 'lockpicks'],
    ['Rope (50ft)', 'rope'],
    ['Torch (lit)', 'torch'],
    ["Miner's Note", 'note'],
    ['Sealing Stone', 'sealing-stone'],
    ['flask of red liquid', 'potion'],
    ['a tattered spellbook', 'book'],
    ['An iron key with a skull on it', 'key'],
    ['the crown of the lost king', 'crown'],
    ["Grandmother's locket", 'amulet'],
    ['a dwarven warhamer', 'hammer'],
  ]
  for (const [words, id] of found) t.equal(itemFor(words, ''), id, words)
  t.equal(itemFor('Heirloom', 'A golden ring with a worn inscription'), 'ring')
  t.end()
})

t.test('Persons are found by kind, role and traits', (t) => {
  t.match(personFor('grizzled dwarven blacksmith'), { kind: 'dwarf', role: 'smith', age: 'old', mood: 'stern' })
  t.match(personFor('an old wizard with a white beard'), { kind: 'human', role: 'wizard', age: 'old', sex: 'man' })
  t.match(personFor('Queen of the fairies'), { kind: 'elf', role: 'king', sex: 'woman', beard: 'none' })
  t.match(personFor('a nervous young scribe'), { role: 'scholar', age: 'young', mood: 'sad' })
  t.match(personFor('the goblin shopkeeper'), { kind: 'goblin', role: 'merchant' })
  t.match(personFor('street urchin'), { role: 'child', age: 'child', beard: 'none' })
  t.match(personFor('cyborg bounty hunter'), { kind: 'robot', role: 'hacker' })
  t.match(personOf('Mira', 'She digs for silver and has fought goblins, wolves and a dragon', randomOf('', 1)), {
    kind: 'human',
    sex: 'woman',
  })
  t.match(personFor('a mother of three'), { kind: 'human', role: 'villager', sex: 'woman' })
  t.end()
})

t.test('Words of colour and material colour the thing, and no word colours a skin by its role', (t) => {
  const svgOf = (words: string) => paintItem(askOf('item', words), 1)
  t.match(svgOf('blue healing potion'), /#2f68c8/)
  t.match(svgOf('golden dagger'), /#d9a02e/)
  const skins = (role: string) =>
    new Set(
      Array.from({ length: 60 }, (_, seed) => personOf(role, '', randomOf(role, seed)).materials.get('skin')?.colour),
    )
  for (const role of ['king', 'thief', 'servant', 'scientist'])
    t.equal(skins(role).size, Object.keys(traits.tones).length, role)
  t.end()
})

t.test('The same words and seed give the same drawing, another seed another one', (t) => {
  for (const ask of [askOf('item', 'Healing Potion'), askOf('item', 'dagger'), askOf('character', 'innkeeper')]) {
    t.equal(draw(ask, 7), draw(ask, 7))
    t.not(draw(ask, 7), draw(ask, 8))
  }
  t.end()
})

t.test('Every thing can be drawn', async (t) => {
  for (const [id, { examples }] of Object.entries(items)) {
    const name = examples[0] ?? ''
    t.equal(itemFor(name, ''), id, `${name} is found`)
    const svg = paintItem(askOf('item', name), 3)
    t.strictSame(faultsOf(svg), [], name)
    t.ok(svg.length < 400_000, `${name} is small enough`)
    t.equal(await decode(svg), '128 x 72', name)
  }
})

t.test('Every kind can have every role', async (t) => {
  for (const [kind, { examples: kindNames }] of Object.entries(kinds))
    for (const [role, { examples }] of Object.entries(roles)) {
      const name = `${kindNames[0]} ${examples[0]}`
      t.match(personFor(name), { kind, role }, name)
      const svg = paintPortrait(askOf('character', name), 1)
      t.strictSame(faultsOf(svg), [], name)
      t.equal(await decode(svg), '128 x 72', name)
    }
})

t.test('A drawing has the size that was asked for', async (t) => {
  const sizes = { '1:1': '128 x 128', '16:9': '128 x 72', '4:3': '128 x 96', '9:16': '72 x 128' }
  for (const [ratio, size] of Object.entries(sizes) as [AspectRatio, string][]) {
    t.equal(await decode(draw(askOf('item', 'key', ratio), 1)), size)
    t.equal(await decode(draw(askOf('character', 'knight', ratio), 1)), size)
  }
})
