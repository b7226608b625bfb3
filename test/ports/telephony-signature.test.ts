import fc from 'fast-check'
import t from 'tap'
import type { Form } from '../../src/ports/telephony/port.ts'
import { isSignedBy, sign } from '../../src/ports/telephony/signature.ts'
import { dialling, openTwilio } from '../fixtures/telephony.ts'
import { signatureOf } from '../fixtures/twilio.ts'

const params = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
}
const base = 'https://mycompany.com'
const path = '/myapp.php?foo=1&bar=2'
const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8='
const check = (of: string, ...tokens: string[]) => ({ base: of, tokens: tokens.length > 0 ? tokens : ['12345'] })

t.test('The published signatures are right, and so is what they are of', (t) => {
  t.ok(isSignedBy(check(base), { path, params, signature }))
  const other = { ...params, Caller: '+14158675310', From: '+14158675310' }
  t.ok(isSignedBy(check(base), { path, params: other, signature: 'GvWf1cFY/Q7PnoempGyD5oXAezc=' }))
  const ofSocket = 'BfZydh0z7+hmTQF5yxCX4cNljmU='
  t.ok(isSignedBy(check('https://x.example'), { path: '/media', signature: ofSocket, isSocket: true }))
  t.ok(isSignedBy(check('https://x.example'), { path: '/media/', signature: ofSocket, isSocket: true }), 'a slash more')
  t.notOk(isSignedBy(check('https://x.example'), { path: '/media', signature: ofSocket }), 'no socket')
  t.notOk(isSignedBy(check('https://x.example'), { path: '/media/', signature: ofSocket }))
  t.equal(sign('12345', base + path, params).toString('base64'), signature)
  t.equal(signatureOf('12345', base + path, params), signature, 'the loopback carrier signs alike')
  t.end()
})

t.test('Sorted by name, a value that came twice counts once, and several have an order', (t) => {
  const of = (form: Record<string, string | string[]>) => sign('12345', base, form).toString('base64')
  const plain = (text: string) => signatureOf('12345', base + text)
  t.equal(of({ b: '2', a: '1', B: '3' }), plain('B3a1b2'))
  t.equal(of({ a: ['2', '1', '2'] }), plain('a1a2'))
  t.equal(of({ a: [] }), plain(''))
  t.equal(of({ 'ä€': '𝄞' }), plain('ä€𝄞'))
  t.end()
})

t.test('The carrier may add the port or leave it out, and no other port is right', (t) => {
  const is = (of: string, signed: string, isSocket = false) =>
    isSignedBy(check(of), { path: '/a', signature: signatureOf('12345', signed), isSocket })
  t.ok(is('https://a.test', 'https://a.test:443/a'))
  t.ok(is('http://a.test', 'http://a.test:80/a'))
  t.ok(is('https://a.test:8443', 'https://a.test/a'))
  t.ok(is('https://a.test:8443', 'https://a.test:8443/a'))
  t.ok(is('https://[2001:db8::1]:8443', 'https://[2001:db8::1]/a'))
  t.ok(is('https://a.test', 'wss://a.test:443/a', true))
  t.ok(is('https://a.test:8443', 'wss://a.test/a/', true))
  t.ok(is('http://a.test', 'ws://a.test/a', true))
  t.notOk(is('https://a.test', 'https://a.test:8443/a'))
  t.notOk(is('https://a.test', 'https://a.test:80/a'))
  t.notOk(is('https://a.test:8443', 'https://a.test:443/a'))
  t.end()
})

t.test('During a change of tokens both count, and after it the old one does not', async (t) => {
  const old = 'canary-of-last-year'
  const { port, server } = await openTwilio(t, { TWILIO_AUTH_TOKEN_PREVIOUS: old })
  const { port: later } = await openTwilio(t)
  const { headers } = server.signed('/a', { A: '1' }, old)
  const asked = { path: '/a', params: { A: '1' }, signature: headers['x-twilio-signature'] }
  t.ok(port.isSigned(asked))
  t.notOk(later.isSigned(asked))
  t.ok(port.isSigned({ ...asked, signature: server.signed('/a', { A: '1' }).headers['x-twilio-signature'] }))
})

t.test('No forgery is let through', async (t) => {
  const { port, server } = await openTwilio(t)
  const { sid } = await port.dial(dialling())
  const { path, headers, payload } = server.happen(sid, 'completed', { CallDuration: '61' })
  const form = Object.fromEntries(new URLSearchParams(payload))
  const right = { path, params: form, signature: headers['x-twilio-signature'] as string }
  const origin = server.publicUrl
  const by = (url: string, fields: Record<string, string> = form, token = server.token) =>
    signatureOf(token, url, fields)
  const without = (name: string) => Object.fromEntries(Object.entries(form).filter(([key]) => key !== name))
  const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
  const forgeries: [string, Partial<typeof right> & { signature?: string | undefined; isSocket?: boolean }][] = [
    ['no signature', { signature: undefined }],
    ['an empty signature', { signature: '' }],
    ['a wrong signature', { signature: flipped(right.signature) }],
    ['a signature that is cut', { signature: right.signature.slice(0, -4) }],
    ['a signature and more', { signature: `${right.signature}AAAA` }],
    ['a signature without padding', { signature: right.signature.slice(0, -1) }],
    ['a signature with a space', { signature: ` ${right.signature}` }],
    ['two signatures', { signature: `${right.signature}, ${right.signature}` }],
    ['the signature in base64url', { signature: `-_${right.signature.slice(2)}` }],
    ['the signature in hexadecimal', { signature: Buffer.from(right.signature, 'base64').toString('hex') }],
    ['a signature of another host', { signature: by(`https://evil.example.test${path}`) }],
    ['a signature of http', { signature: by(origin.replace('https', 'http') + path) }],
    ['a signature of wss', { signature: by(origin.replace('https', 'wss') + path) }],
    ['a signature of another port', { signature: by(`${origin}:8443${path}`) }],
    ['a signature of a host with a user', { signature: by(`https://x@lore.example.test${path}`) }],
    ['a signature of the path alone', { signature: by(path) }],
    ['a signature of a slash more', { signature: by(`${origin}${path}/`) }],
    ['a signature of another token', { signature: by(origin + path, form, 'canary-of-nobody') }],
    ['a signature of the account', { signature: by(origin + path, form, server.accountSid) }],
    ['a signature with an empty token', { signature: by(origin + path, form, '') }],
    ['a signature of no form', { signature: by(origin + path, {}) }],
    ['a field more', { params: { ...form, Digits: '1' } }],
    ['a field less', { params: without('SequenceNumber') }],
    ['a field changed', { params: { ...form, CallDuration: '1' } }],
    ['a name changed', { params: { ...without('CallStatus'), callstatus: 'completed' } }],
    ['a field twice, with another value', { params: { ...form, CallDuration: ['61', '1'] as never } }],
    ['the form of another call', { params: { ...form, CallSid: `CA${'f'.repeat(32)}` } }],
    ['another form', { params: { CallStatus: 'completed' } }],
    ['no form', { params: {} }],
    ['another path', { path: '/api/v1/voice/amd?call=call-1' }],
    ['another call in the path', { path: path.replace('call-1', 'call-2') }],
    ['another order of the query', { path: `${path}&x=1` }],
    ['no query', { path: path.split('?')[0] as string }],
    ['a path in other letters', { path: path.toUpperCase() }],
    ['a whole address for a path', { path: origin + path }],
    ['the upgrade to a socket', { isSocket: true }],
  ]
  for (const [title, forged] of forgeries) t.notOk(port.isSigned({ ...right, ...forged }), title)
  t.ok(forgeries.length >= 15)
  t.ok(port.isSigned(right))
  t.ok(port.isSigned(right), 'also when it is sent again: whoever takes it counts it once')
})

t.test('Forty fields are checked in a moment, with two tokens too', async (t) => {
  const { port, server } = await openTwilio(t, { TWILIO_AUTH_TOKEN_PREVIOUS: 'canary-before' })
  const fields = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`Name${at}`, 'x'.repeat(40)]))
  const { path, headers } = server.signed('/api/v1/voice/status', fields)
  const signature = headers['x-twilio-signature'] as string
  const startedAt = performance.now()
  for (let at = 0; at < 500; at++) port.isSigned({ path, params: fields, signature })
  t.ok((performance.now() - startedAt) / 500 < 5, 'a check takes less than 5 ms')
})

t.test('A form of the carrier is an event, whatever order it comes in', async (t) => {
  const { port, server, clock } = await openTwilio(t)
  const { sid } = await port.dial(dialling())
  const form = (payload: string) => Object.fromEntries(new URLSearchParams(payload))
  const eventOf = (about: 'answer' | 'status' | 'amd', payload: string, more = {}) =>
    port.readEvent({ about, form: { ...form(payload), ...more }, call_id: 'call-1' })
  const at = clock.clock.now()
  const common = { sid, call_id: 'call-1', at }
  const source = 'call-progress-events'
  t.strictSame(eventOf('status', server.happen(sid, 'initiated').payload), {
    ...common,
    source,
    sequence: 0,
    status: 'initiated',
  })
  t.strictSame(eventOf('status', server.happen(sid, 'ringing').payload), {
    ...common,
    source,
    sequence: 1,
    status: 'ringing',
  })
  const answered = server.happen(sid, 'in-progress', { AnsweredBy: 'human' }).payload
  t.strictSame(eventOf('status', answered), {
    ...common,
    source,
    sequence: 2,
    status: 'in_progress',
    answeredBy: 'human',
  })
  const completed = server.happen(sid, 'completed', { CallDuration: '49' }).payload
  t.strictSame(eventOf('status', completed), {
    ...common,
    source,
    sequence: 3,
    status: 'completed',
    durationSeconds: 49,
  })
  for (const [theirs, ours] of [
    ['busy', 'busy'],
    ['failed', 'failed'],
    ['no-answer', 'no_answer'],
    ['canceled', 'cancelled'],
  ] as const)
    t.match(eventOf('status', server.happen(sid, theirs).payload), { status: ours, durationSeconds: 0 })
  for (const [theirs, ours] of [
    ['human', 'human'],
    ['machine_start', 'machine'],
    ['machine_end_beep', 'machine'],
    ['fax', 'fax'],
    ['unknown', 'unknown'],
    ['canary', 'unknown'],
  ] as const)
    t.strictSame(eventOf('amd', server.detect(sid, theirs).payload), {
      ...common,
      answeredBy: ours,
      source: 'amd',
      sequence: 0,
      status: 'in_progress',
    })
  const asked = { ...form(completed), CallStatus: 'in-progress' } as Record<string, string>
  delete asked.SequenceNumber
  t.strictSame(eventOf('answer', new URLSearchParams(asked).toString()), {
    ...common,
    source: 'answer',
    sequence: 0,
    status: 'in_progress',
  })
  t.match(eventOf('status', completed, { Timestamp: 'yesterday' }), { at }, 'without a time, it is now')
})

t.test('A signed form that is no event, or is of another account, is none', async (t) => {
  const { port, server } = await openTwilio(t)
  const { sid } = await port.dial(dialling())
  const form = Object.fromEntries(new URLSearchParams(server.happen(sid, 'completed').payload))
  const wrongs: Form[] = [
    { AccountSid: `AC${'0'.repeat(32)}` },
    { AccountSid: '' },
    { AccountSid: [server.accountSid, server.accountSid] },
    { CallSid: 'CA' },
    { CallSid: `${sid}/../x` },
    { CallSid: [sid, sid] },
    { CallStatus: 'canary' },
    { CallStatus: 'toString' },
    { SequenceNumber: '' },
    { SequenceNumber: '-1' },
    { SequenceNumber: '1e3' },
    { SequenceNumber: '99999999999' },
    { CallbackSource: 'x\n' },
    { CallbackSource: 'x'.repeat(41) },
  ]
  for (const wrong of wrongs)
    t.equal(
      port.readEvent({ about: 'status', form: { ...form, ...wrong }, call_id: 'c' }),
      undefined,
      JSON.stringify(wrong),
    )
  t.equal(port.readEvent({ about: 'amd', form, call_id: 'c' }), undefined, 'it says nothing of who answered')
  t.match(port.readEvent({ about: 'status', form: { ...form, CallDuration: '-5' }, call_id: 'c' }), {
    status: 'completed',
  })
  t.notOk(
    'durationSeconds' in
      (port.readEvent({ about: 'status', form: { ...form, CallDuration: '1e9' }, call_id: 'c' }) ?? {}),
  )
})

t.test('Whatever a signed form holds, it is an event or none', async (t) => {
  const { port, server } = await openTwilio(t)
  const { sid } = await port.dial(dialling())
  const good = Object.fromEntries(new URLSearchParams(server.happen(sid, 'completed').payload))
  const value = fc.oneof(fc.string(), fc.constantFrom(...Object.values(good)), fc.array(fc.string(), { maxLength: 2 }))
  const name = fc.oneof(fc.string(), fc.constantFrom(...Object.keys(good), 'AnsweredBy', '__proto__'))
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.constantFrom('answer', 'status', 'amd'), (changed, about) => {
      const event = port.readEvent({ about, form: { ...good, ...changed }, call_id: 'call-1' })
      if (!event) return true
      const isWhole = Number.isInteger(event.sequence) && !Number.isNaN(event.at.getTime())
      return isWhole && /^[a-z-]+$/.test(event.source) && /^[a-z_]+$/.test(event.status)
    }),
    { numRuns: 1_000 },
  )
})
