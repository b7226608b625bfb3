import fc from 'fast-check'
import fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { formBody, readForm } from '../../src/http/form-body.ts'
import { errorHandler } from '../../src/plugins/error-handler.ts'
import { jsonBody } from '../../src/plugins/json-body.ts'

const type = 'application/x-www-form-urlencoded'

/** An app as ours is, with one route that takes forms and one that takes JSON. */
async function small(t: Test) {
  const app = fastify()
  errorHandler(app)
  jsonBody(app)
  const bodies: unknown[] = []
  const keep = async ({ body }: { body: unknown }) => {
    bodies.push(body)
    return 'taken'
  }
  app.register(async (scope: FastifyInstance) => {
    formBody(scope)
    scope.post('/form', keep)
  })
  app.post('/json', keep)
  t.teardown(() => app.close())
  const send = async (
    url: string,
    payload: string | Buffer,
    headers: Record<string, string> = { 'content-type': type },
  ) => {
    const reply = await app.inject({ method: 'POST', url, payload, headers })
    return reply.statusCode === 200 ? 200 : `${reply.statusCode} ${reply.json().error}`
  }
  return { app, bodies, send }
}

t.test('A route of forms takes nothing else, and no other route takes forms', async (t) => {
  const { send, bodies } = await small(t)
  t.equal(await send('/form', '{"a":1}', { 'content-type': 'application/json' }), '415 unsupported-media-type')
  t.equal(await send('/form', 'a=1', { 'content-type': 'text/plain' }), '415 unsupported-media-type')
  t.equal(
    await send('/form', 'a=1', { 'content-type': `multipart/form-data; boundary=x` }),
    '415 unsupported-media-type',
  )
  t.equal(
    await send('/form', 'a=1', { 'content-type': type, 'content-encoding': 'gzip' }),
    '415 unsupported-media-type',
  )
  t.equal(await send('/json', 'a=1'), '415 unsupported-media-type')
  t.strictSame(bodies, [])
})

t.test('A form that is too much, or cannot be decoded, is refused whole', async (t) => {
  const { send, bodies } = await small(t)
  t.equal(await send('/form', `a=${'x'.repeat(33 * 1024)}`), '413 body-too-large')
  for (const body of [
    `a=${'x'.repeat(8_001)}`,
    `${'x'.repeat(101)}=1`,
    Array.from({ length: 201 }, (_, at) => `a${at}=1`).join('&'),
    '&'.repeat(201),
    'a=1&'.repeat(201),
    '=1',
    '=',
    'a=%',
    'a=%4',
    'a=%zz',
    '%zz=1',
    'a=%ff',
    'a=%c3%28',
    'a=%ed%a0%80',
    'a=%00',
    'a%00=1',
    'a=\0',
    '__proto__=1',
    '%5f%5fproto__=1',
    Buffer.from([0x61, 0x3d, 0xff, 0xfe]),
  ])
    t.equal(await send('/form', body), '400 malformed-request', String(body).slice(0, 40))
  t.strictSame(bodies, [])
})

t.test('Names that objects have by themselves are only names', async (t) => {
  const { send, bodies } = await small(t)
  const body =
    'constructor=1&toString=2&hasOwnProperty=3&prototype=4&constructor%5Bprototype%5D%5Bpolluted%5D=5&a%5B__proto__%5D=6'
  t.equal(await send('/form', body), 200)
  const [form] = bodies as [Record<string, unknown>]
  t.equal(Object.getPrototypeOf(form), null)
  t.strictSame(
    { ...form },
    {
      constructor: '1',
      toString: '2',
      hasOwnProperty: '3',
      prototype: '4',
      'constructor[prototype][polluted]': '5',
      'a[__proto__]': '6',
    },
  )
  t.equal(({} as Record<string, unknown>).polluted, undefined)
})

t.test('A form arrives as it was sent, with a list for a name that came more than once', async (t) => {
  const { send, bodies } = await small(t)
  const body =
    'To=%2B14155550123&Said=a+b%20c%26%3D&Empty=&Bare&Event=one&Event=two&Event=one&%C3%A4=%F0%9D%84%9E&&A=b=c&'
  t.equal(await send('/form', body, { 'content-type': `${type}; charset=UTF-8` }), 200)
  t.equal(await send('/form', ''), 200)
  const [form] = bodies as [Record<string, unknown>]
  t.strictSame(
    { ...form },
    {
      To: '+14155550123',
      Said: 'a b c&=',
      Empty: '',
      Bare: '',
      Event: ['one', 'two', 'one'],
      ä: '𝄞',
      A: 'b=c',
    },
  )
})

t.test('What a browser or a carrier encodes is read back, whatever it is', (t) => {
  const text = (minLength: number) =>
    fc.string({ unit: 'grapheme', minLength, maxLength: 20 }).filter((it) => !it.includes('\0'))
  const pairs = fc.array(
    fc.tuple(
      text(1).filter((it) => it !== '__proto__'),
      text(0),
    ),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(pairs, (fields) => {
      const form = readForm(Buffer.from(new URLSearchParams(fields).toString()))
      const all = Object.entries(form ?? {}).flatMap(([name, value]) => [value].flat().map((it) => `${name}\n${it}`))
      return (
        all.sort().join() ===
        fields
          .map(([name, value]) => `${name.toWellFormed()}\n${value.toWellFormed()}`)
          .sort()
          .join()
      )
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const form = readForm(Buffer.from(bytes))
      return form === undefined || Object.getPrototypeOf(form) === null
    }),
    { numRuns: 1_000 },
  )
  t.end()
})
