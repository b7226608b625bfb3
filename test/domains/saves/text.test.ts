import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

/** Text that a database, a template or a parser could take for something else. */
const texts = [
  "Aether's Chosen",
  '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇺🇦',
  'مرحبا \u202eבעברית\u202c',
  '[1,2]',
  '{"a":1}',
  'null',
  'true',
  '12',
  '1e3',
  '"quoted" \'single\' `back`',
  "$' $& $1 $$ $`",
  '?',
  "''",
  '%',
  '_',
  '\\',
  '\\u0000 \\x00 \\\\',
  `e${'\u0301'.repeat(199)}`,
  '"; drop table parties; --',
  "'); delete from parties where ('1'='1",
  ', (select session_id from parties limit 1)) -- ',
  ':name @name $name #{name} $' + '{name}',
  '\r\n\t\b\f\v\u0001\u001f\u007f\u0085',
  '\u2028 \u2029 \ufeff \ufffe \uffff \u{10ffff}',
  ' leading and trailing ',
  'é e\u0301 \ufb01 İ ı ß',
  '<script>alert(1)</script> &amp; %41 +',
  '2026-11-20T09:30:00.000Z',
  '__proto__',
]

/** The text as a test's name can carry it. */
const named = (text: string) => text.replace(/[^\w .]/g, (character) => `<${character.charCodeAt(0).toString(16)}>`)

onBoth(t, 'saveSession and loadSession give every text back exactly, wherever it stands', async (t, world) => {
  const { save, load, version } = savesOf(world)
  for (const [at, text] of texts.entries()) {
    const heroes = [{ name: text, class: text.slice(0, 100), hp: 1, title: text, list: [text, { deep: text }] }]
    const name = text === '__proto__' ? 'proto' : text
    const choices = { [name]: text }
    const state = stateOf({ party_name: text, symbol_choice: text, heroes, choices, extra: { [name]: [text] } })
    t.equal((await save('text', state)).statusCode, 200, named(text))
    t.strictSame((await load('text')).json().state, state)
    t.strictSame((await version('text', at + 1)).json().state, state)
  }
})

onBoth(t, 'patchSave gives every text back exactly', async (t, world) => {
  const { save, load, patch } = savesOf(world)
  await save('patched', stateOf())
  for (const text of texts) {
    t.equal((await patch('patched', { party_name: text, extra: text })).statusCode, 200, named(text))
    t.match((await load('patched')).json().state, { party_name: text, extra: text })
  }
})

const raw = (world: World, payload: string | Buffer) =>
  world.call({ method: 'POST', url: '/api/v1/save', headers: { 'content-type': 'application/json' }, payload })
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

/** What one of the two databases could not give back, as it stands in the body, and the path that is named. */
const unkept: [string, string][] = [
  ['"party_name":"a\\u0000b"', 'body.state.party_name'],
  ['"party_name":"\\ud800"', 'body.state.party_name'],
  ['"party_name":"\\udc00\\ud800"', 'body.state.party_name'],
  ['"choices":{"scene1":"\\u0000"}', 'body.state.choices.scene1'],
  ['"choices":{"a\\u0000":"x"}', 'body.state.choices.a\\u0000'],
  ['"choices":{"\\udead":"x"}', 'body.state.choices.\\udead'],
  ['"heroes":[{"name":"a","class":"b","hp":1},{"name":"\\u0000","class":"b","hp":1}]', 'body.state.heroes[1].name'],
  ['"extra":[[{"deep":"\\ud83d"}]]', 'body.state.extra[0][0].deep'],
  ['"extra":9007199254740992', 'body.state.extra'],
  ['"extra":[-9007199254740993]', 'body.state.extra[0]'],
  ['"extra":1e400', 'body.state.extra'],
  ['"extra":-1e400', 'body.state.extra'],
  ['"extra":1e300', 'body.state.extra'],
  ['"scene_index":9007199254740993', 'body.state.scene_index'],
  ['"heroes":[{"name":"a","class":"b","hp":9007199254740993}]', 'body.state.heroes[0].hp'],
  [`"extra":${nested(99)}`, `body.state.extra${'[0]'.repeat(98)}`],
]

onBoth(t, 'saveSession refuses what could not be given back, and names the path', async (t, world) => {
  for (const [member, path] of unkept) {
    const reply = await raw(world, `{"session_id":"unkept","state":{${member}}}`)
    t.strictSame(refusalOf(reply), [400, 'invalid-request', path], named(member.slice(0, 60)))
  }
  const session = await raw(world, '{"session_id":"a\\u0000","state":{}}')
  t.strictSame(refusalOf(session), [400, 'invalid-request', 'body.session_id'])
  const bomb = await raw(world, `{"session_id":"a","state":{"extra":${nested(200_000)}}}`)
  t.strictSame(refusalOf(bomb).slice(0, 2), [400, 'invalid-request'])
})

onBoth(t, 'saveSession refuses bytes that are not UTF-8, and text that is not JSON', async (t, world) => {
  const body = JSON.stringify({ session_id: 'bytes', state: stateOf({ party_name: '#' }) })
  for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
    const [before, after] = body.split('#') as [string, string]
    const payload = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
    t.strictSame(refusalOf(await raw(world, payload)), [400, 'malformed-request'])
  }
  const broken = [body.slice(0, -1), `${body}x`, "{'a':1}", '{"a":NaN}', '{"a":01}', '{"a":1,}', '"', '\\', 'undefined']
  for (const payload of broken)
    t.strictSame(refusalOf(await raw(world, payload)), [400, 'malformed-request'], named(payload))
  t.strictSame(refusalOf(await raw(world, '')), [400, 'invalid-request', 'body'])
  for (const name of ['"__proto__":{"a":1}', '"constructor":{"prototype":{"a":1}}', '"a":{"__proto__":1}']) {
    t.strictSame(
      refusalOf(await raw(world, body.replace('"scene_index":1', name))),
      [400, 'malformed-request'],
      named(name),
    )
  }
  t.equal((await savesOf(world).load('bytes')).statusCode, 404)
})

onBoth(t, 'saveSession keeps numbers and nesting to the full', async (t, world) => {
  const { load } = savesOf(world)
  const numbers = '[9007199254740991,-9007199254740991,0.1,-1.5e-7,5e-324,1.7976931348623157e-308,123456789.125,1.0]'
  const state = `{"scene_index":1,"party_name":"n","heroes":[],"numbers":${numbers},"deep":${nested(98)}}`
  t.equal((await raw(world, `{"session_id":"numbers","state":${state}}`)).statusCode, 200)
  const tooDeep = await savesOf(world).patch('numbers', JSON.parse(`{"deeper":${nested(99)}}`))
  t.strictSame(refusalOf(tooDeep), [400, 'invalid-request', `body.deeper${'[0]'.repeat(98)}`])
  t.equal((await savesOf(world).patch('numbers', JSON.parse(`{"deeper":${nested(98)}}`))).statusCode, 200)
  const loaded = (await load('numbers')).json().state
  t.equal((await savesOf(world).save('numbers', loaded)).statusCode, 200, 'what was loaded can be saved again')
  t.strictSame(loaded.numbers, JSON.parse(numbers))
  t.equal(JSON.stringify(loaded.deep), nested(98))
})
