import { type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
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

const Tree: TSchema = Type.Recursive(
  (This) => Type.Object({ name: Type.String(), children: Type.Array(This, { maxItems: 3 }) }),
  { $id: 'Tree' },
)
const forms: Record<string, TSchema> = {
  'a quest': Type.Object(
    {
      name: Type.String({ minLength: 3, maxLength: 60 }),
      difficulty: Type.Union([Type.Literal('easy'), Type.Literal('hard')]),
      days: Type.Integer({ minimum: 1, maximum: 14 }),
      steps: Type.Array(
        Type.Object({
          id: Type.String({ pattern: '^[a-z0-9-]+$' }),
          reward: Type.Integer({ minimum: 5, multipleOf: 5 }),
        }),
        { minItems: 5, maxItems: 5 },
      ),
      note: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  'short texts': Type.Array(Type.String({ minLength: 1, maxLength: 4 }), { minItems: 12 }),
  'long texts': Type.String({ minLength: 1_000, maxLength: 1_010 }),
  patterns: Type.Tuple(
    ['^Q-\\d{4}$', '^[A-Z]{2,5}$', '^\\w+\\.png$', '^#[0-9a-f]{6}$', '^.{3}$', '^[a-z]+$', '^a?b*c+$'].map((pattern) =>
      Type.String({ pattern }),
    ),
  ),
  numbers: Type.Tuple([
    Type.Integer({ maximum: -3 }),
    Type.Integer({ exclusiveMinimum: 4 }),
    Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 0.5 }),
    Type.Number({ minimum: 2.5 }),
    Type.Integer({ minimum: 7, multipleOf: 4 }),
    Type.Boolean(),
    Type.Null(),
  ]),
  choices: Type.Object({
    a: Type.Union([Type.Null(), Type.Object({ kind: Type.Literal('b') })]),
    b: Type.Intersect([Type.Object({ x: Type.String() }), Type.Object({ y: Type.Literal(3) })]),
    c: Type.Unsafe({ enum: ['red', 'green'] }),
    d: Type.Unsafe({ type: ['null', 'integer'], minimum: 3 }),
  }),
  formats: Type.Tuple(['date-time', 'date', 'uuid', 'email', 'uri'].map((format) => Type.String({ format }))),
  'a tree of itself': Tree,
  'a schema with definitions': Type.Unsafe({
    $defs: { place: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
    type: 'object',
    required: ['from'],
    properties: { from: { $ref: '#/$defs/place' } },
  }),
}

for (const [name, schema] of Object.entries(forms)) {
  t.test(`It answers JSON in the form of a schema: ${name}`, async (t) => {
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const isOfForm = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"items":[', '"prefixItems":[')))
    for (const content of ['I open the old door and call for Mira.', '', '🎉'.repeat(40), 'Die süße Ösölölö!']) {
      const messages = [{ role: 'user' as const, content }]
      const { text } = await inference.complete(asking({ messages, schema: { name: 'form', schema } }))
      t.ok(isOfForm(JSON.parse(text)), `${text} ${ajv.errorsText(isOfForm.errors)}`)
      t.equal((await inference.complete(asking({ messages, schema: { name: 'form', schema } }))).text, text)
    }
  })
}

t.test('Texts in JSON are about what was said', async (t) => {
  const schema = Type.Object({ a: Type.String(), b: Type.String() })
  const messages = [{ role: 'user' as const, content: 'The lighthouse keeper is lonely.' }]
  const { text } = await inference.complete(asking({ messages, schema: { name: 'texts', schema } }))
  t.match(text, /lighthouse/)
  t.match(text, /keeper/)
  t.ok(Value.Check(schema, JSON.parse(text)))
})
