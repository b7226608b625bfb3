import t from 'tap'
import { asking, hear, open } from '../fixtures/inference.ts'

const { inference } = await open('built-in')
const said = async (content: string, persona = '', maxTokens = 200) =>
  (
    await inference.complete(
      asking({
        maxTokens,
        messages: [
          { role: 'system', content: persona },
          { role: 'user', content },
        ],
      }),
    )
  ).text
const sentencesOf = (text: string) => text.split(/(?<=[.?]) /)

t.test('Whatever is said, it answers in two or three sentences, and asks on', async (t) => {
  const odd = [
    '',
    ' ',
    '🎉🎉',
    '...',
    '{turn} {word}',
    'x'.repeat(100_000),
    'а я иду в лес',
    '\u0000\ud800',
    '<b>$&</b>',
  ]
  for (const content of [...odd, 'I open the door.', 'Who is there?', 'Fight goblins!', 'yes']) {
    const text = await said(content)
    const count = sentencesOf(text).length
    t.ok(count >= 2 && count <= 3, text)
    t.match(text, /\?$/)
    t.notMatch(text, /[{}<>]|undefined|null/)
    t.notOk(text.includes('\u0000') || text.includes('\ud800'))
    t.ok(text.length < 500)
  }
})

t.test('A few tokens are enough for less, and never exceeded', async (t) => {
  for (const maxTokens of [1, 5, 20, 40]) {
    const text = await said('I open the old door and call for Mira.', '', maxTokens)
    t.ok(text.length > 0 && text.length <= maxTokens * 4, text)
  }
})

t.test('It is asked again, and says the same; asked otherwise, it says something else', async (t) => {
  t.equal(await said('I open the old door.'), await said('I open the old door.'))
  const many = await Promise.all(Array.from({ length: 20 }, (_, index) => said(`I open the old door, try ${index}.`)))
  t.ok(new Set(many).size > 10)
})

t.test('It picks up what was said: deeds, things, names, questions, words', async (t) => {
  t.match(await said('I open my old chest and look for Bruno.'), /you open your old chest and look for Bruno/i)
  t.match(await said("I'm afraid of the dark."), /you are afraid of the dark/i)
  t.match(await said('Who lives in the tower?'), /the tower/)
  t.match(await said('Then we meet Mira.'), /Mira/)
  t.match(await said('Goblins!'), /goblins/)
})

t.test('A persona shows: brief, warm, funny', async (t) => {
  const message = 'I open the old door and look for Bruno.'
  const plain = await said(message)
  t.equal(sentencesOf(plain).length, 3)
  t.equal(sentencesOf(await said(message, 'You are brief.')).length, 2)
  t.match(await said(message, 'A warm and gentle guide.'), /Take all the time you need/)
  t.match(await said(message, 'You love a joke; be funny.'), /hen/)
})

t.test('It streams word by word', async (t) => {
  const { pieces, completion } = await hear(inference, asking())
  t.equal(pieces.length, completion?.text.split(' ').length)
})

t.test('It writes no JSON', async (t) => {
  t.equal(inference.supports(asking()), true)
  t.equal(inference.supports(asking({ schema: { name: 'quest', schema: { type: 'object' } } })), false)
})

t.test('A persona that is with somebody is not funny for that, and no crystal makes a message sad', async (t) => {
  t.notMatch(await said('I open the old door.', 'You travel with a grandma.'), / the hen\b|is yours/)
  t.notMatch(await said('I hold the crystal and the saddle.'), /candle|rain begins|keeps you company/)
})
