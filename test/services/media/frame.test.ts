import fc from 'fast-check'
import t from 'tap'
import {
  clearMessage,
  MAX_MESSAGE_BYTES,
  MediaFault,
  markMessage,
  mediaMessage,
  readMessage,
} from '../../../src/services/media/frame.ts'

const streamSid = `MZ${'0123456789abcdef'.repeat(2)}`
const callSid = `CA${'0123456789abcdef'.repeat(2)}`
const accountSid = `AC${'0123456789abcdef'.repeat(2)}`
const head = { sequenceNumber: '3', streamSid }
const audio = Buffer.alloc(160, 0x7f)
const payload = audio.toString('base64')

const start = (members: object = {}) => ({
  event: 'start',
  ...head,
  start: {
    accountSid,
    streamSid,
    callSid,
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { token: 'secret', call_id: 'call-1' },
    ...members,
  },
})
const media = (members: object = {}) => ({
  event: 'media',
  ...head,
  media: { track: 'inbound', chunk: '1', timestamp: '20', payload, ...members },
})
/** Whether a text is refused with the error of this module, and the error says nothing of it. */
function isRefused(text: string) {
  try {
    readMessage(text)
    return false
  } catch (error) {
    return error instanceof MediaFault && !/canary/.test(error.message)
  }
}
const read = (message: unknown) => readMessage(JSON.stringify(message))

t.test('What is no message of the carrier is refused, and nothing of it is quoted', (t) => {
  const wrong: unknown[] = [
    null,
    [],
    7,
    'start',
    {},
    { event: 7 },
    { event: ['start'] },
    ...['start', 'media', 'dtmf', 'mark', 'stop'].map((event) => ({ event })),
    ...['start', 'media', 'dtmf', 'mark', 'stop'].map((event) => ({ event, ...head, [event]: null })),
    ...['start', 'media', 'dtmf', 'mark', 'stop'].map((event) => ({ event, ...head, [event]: 'canary' })),
    ...['', '-1', '1.5', 'canary', '9'.repeat(13), 3, null].map((sequenceNumber) => ({ ...media(), sequenceNumber })),
    ...['', 'MZ', `CA${streamSid.slice(2)}`, `${streamSid}"`, `${streamSid}\n`, null].map((sid) => ({
      ...media(),
      streamSid: sid,
    })),
    ...[
      { track: 'outbound' },
      { track: null },
      { chunk: 1 },
      { chunk: '' },
      { timestamp: 'now' },
      { timestamp: -1 },
    ].map(media),
    ...['', '=', 'A', 'AA', 'AAA', 'A===', '!!!!', 'AA==AA==', 'AAAA\n', 'AAA ', 'AA-_', 'é'.repeat(4), 7, null].map(
      (it) => media({ payload: it }),
    ),
    media({ payload: Buffer.alloc(8_001).toString('base64') }),
    start({ callSid: 'CA' }),
    start({ streamSid: `MZ${'f'.repeat(32)}` }),
    start({ mediaFormat: null }),
    ...[{ encoding: 'audio/l16' }, { sampleRate: 16_000 }, { channels: 2 }, { channels: null }].map((it) =>
      start({ mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1, ...it } }),
    ),
    ...[null, [], 'x', { a: 1 }, { a: null }, { a: {} }, { a: 'x'.repeat(501) }, { ['x'.repeat(101)]: '' }].map((it) =>
      start({ customParameters: it }),
    ),
    start({ customParameters: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`p${at}`, ''])) }),
    ...['', '12', 'E', '\n', 1, null].map((digit) => ({ event: 'dtmf', ...head, dtmf: { digit } })),
    ...['', 'x'.repeat(101), 7, null].map((name) => ({ event: 'mark', ...head, mark: { name } })),
    { event: 'stop', ...head, stop: { callSid: 'canary' } },
  ]
  for (const message of wrong) {
    const text = JSON.stringify(message)
    t.ok(isRefused(text), text.slice(0, 300))
  }
  for (const text of ['', 'canary', '{"event":"media"', '\u0000', '['.repeat(60_000), '{"event":"x"}}'])
    t.ok(isRefused(text), text.slice(0, 20))
  t.throws(() => readMessage(`{"event":"connected","x":"${'x'.repeat(MAX_MESSAGE_BYTES)}"}`), {
    message: 'a message is too large',
  })
  t.end()
})

t.test('A name that objects have by themselves is no event, and no parameter does harm', (t) => {
  for (const event of ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'pause'])
    t.strictSame(read({ event }), { event: 'other' })
  const text = JSON.stringify(start()).replace('"token":"secret"', '"__proto__":"polluted","constructor":"x"')
  const event = readMessage(text)
  t.ok(event.event === 'start' && event.parameters.get('__proto__') === 'polluted')
  t.equal(({} as Record<string, unknown>).polluted, undefined)
  t.end()
})

t.test('Every message of the carrier is read, and members that it may add are let be', (t) => {
  const more = { added: { later: [1, 2, 3] } }
  const of = { sequence: 3, streamSid }
  t.strictSame(read({ event: 'connected', protocol: 'Call', version: '1.0.0' }), { event: 'connected' })
  const parameters = new Map([
    ['token', 'secret'],
    ['call_id', 'call-1'],
  ])
  t.strictSame(read({ ...start(more), ...more }), { event: 'start', ...of, callSid, parameters })
  t.strictSame(read(start({ customParameters: undefined })), { event: 'start', ...of, callSid, parameters: new Map() })
  t.strictSame(read(media(more)), { event: 'media', ...of, chunk: 1, timestampMs: 20, audio })
  for (const digit of '0123456789*#ABCD')
    t.strictSame(read({ event: 'dtmf', ...head, dtmf: { track: 'inbound_track', digit } }), {
      event: 'dtmf',
      ...of,
      digit,
    })
  t.strictSame(read({ event: 'mark', ...head, mark: { name: 'm1' } }), { event: 'mark', ...of, name: 'm1' })
  t.strictSame(read({ event: 'stop', ...head, stop: { accountSid, callSid } }), { event: 'stop', ...of, callSid })
  t.end()
})

t.test('Whatever text comes, it is an event or a fault', (t) => {
  const keys = fc.constantFrom(
    'event',
    'streamSid',
    'sequenceNumber',
    'media',
    'start',
    'mark',
    'dtmf',
    'stop',
    'payload',
    'name',
    '__proto__',
  )
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('start', 'media', 'mark', 'dtmf', 'stop', streamSid, callSid, '1', payload),
  )
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof({ depthSize: 'small' }, values, fc.dictionary(keys, tie('node'), { maxKeys: 6 })),
  }))
  const isRead = (text: string) => {
    try {
      return typeof readMessage(text).event === 'string'
    } catch (error) {
      return error instanceof MediaFault && !/canary/.test(error.message)
    }
  }
  fc.assert(
    fc.property(node, (value) => isRead(JSON.stringify(value) ?? '')),
    { numRuns: 2_000 },
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), isRead), { numRuns: 1_000 })
  // One character changed in a good message.
  const good = [start(), media(), { event: 'mark', ...head, mark: { name: 'm' } }].map((it) => JSON.stringify(it))
  fc.assert(
    fc.property(
      fc.constantFrom(...good),
      fc.nat(),
      fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }),
      (text, at, other) => isRead(text.slice(0, at % text.length) + other + text.slice((at % text.length) + 1)),
    ),
    { numRuns: 3_000 },
  )
  t.end()
})

t.test('What we send is JSON as the carrier wants it, and what it would send back is read alike', (t) => {
  t.strictSame(JSON.parse(mediaMessage(streamSid, audio)), { event: 'media', streamSid, media: { payload } })
  t.strictSame(JSON.parse(markMessage(streamSid, '"m\n')), { event: 'mark', streamSid, mark: { name: '"m\n' } })
  t.strictSame(JSON.parse(clearMessage(streamSid)), { event: 'clear', streamSid })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
      const sent = JSON.parse(mediaMessage(streamSid, bytes.subarray(0)))
      const event = read(media(sent.media))
      return event.event === 'media' && Buffer.compare(event.audio, bytes) === 0
    }),
  )
  t.end()
})
