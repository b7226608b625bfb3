import t from 'tap'
import { MediaFault } from '../../../src/services/media/frame.ts'
import { openStreamReader } from '../../../src/services/media/stream-reader.ts'
import { turnedClock } from '../../fixtures/clock.ts'

const streamSid = `MZ${'a'.repeat(32)}`
const callSid = `CA${'b'.repeat(32)}`
const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 }
const connected = { event: 'connected', protocol: 'Call', version: '1.0.0' }
const head = (sequence: number, sid = streamSid) => ({ sequenceNumber: `${sequence}`, streamSid: sid })
const start = (sequence = 1) => ({ event: 'start', ...head(sequence), start: { streamSid, callSid, mediaFormat } })
const media = (sequence: number, sid = streamSid) => ({
  event: 'media',
  ...head(sequence, sid),
  media: { track: 'inbound', chunk: `${sequence}`, timestamp: '0', payload: '/////w==' },
})
const mark = (sequence: number) => ({ event: 'mark', ...head(sequence), mark: { name: 'm' } })
const stop = (sequence: number) => ({ event: 'stop', ...head(sequence), stop: { callSid } })

/** The fault of the last of some messages; the ones before it must be good. */
function faultOf(...messages: object[]) {
  const reader = openStreamReader(turnedClock().clock)
  for (const message of messages.slice(0, -1)) reader.read(JSON.stringify(message))
  try {
    reader.read(JSON.stringify(messages.at(-1)))
    return undefined
  } catch (error) {
    return error instanceof MediaFault ? error.message : error
  }
}

t.test('Messages that are out of place are refused', (t) => {
  const ofNone = 'a message is of no stream that has started'
  const twice = 'a message came twice or out of order'
  t.equal(faultOf(connected, media(1)), ofNone)
  t.equal(faultOf(stop(1)), ofNone)
  t.equal(faultOf(start(), media(2, `MZ${'f'.repeat(32)}`)), ofNone)
  t.equal(faultOf(start(), start(2)), 'start came twice')
  t.equal(faultOf(start(), connected), 'connected came after start')
  t.equal(faultOf(start(), media(1)), twice)
  t.equal(faultOf(start(), media(2), media(3), media(2)), twice)
  t.equal(faultOf(start(), mark(3), mark(3)), twice)
  t.equal(faultOf(start(), stop(2), media(3)), 'a message came after stop')
  t.equal(faultOf(start(), stop(2), { event: 'pause' }), 'a message came after stop')
  t.equal(faultOf(start(0)), twice)
  t.equal(faultOf(connected, {}), 'a message must have an event')
  t.end()
})

t.test('A thousand messages a second are refused within seconds, and a voice never is', (t) => {
  const turned = turnedClock()
  const reader = openStreamReader(turned.clock)
  reader.read(JSON.stringify(start()))
  let sequence = 1
  const send = () => reader.read(JSON.stringify(media(++sequence)))
  for (let second = 0; second < 120; second++) {
    turned.now += 1_000
    for (let frame = 0; frame < 50; frame++) send()
  }
  for (let frame = 0; frame < 400; frame++) send()
  turned.now += 10_000
  t.throws(
    () => {
      for (let ms = 0; ms < 5_000; ms++) {
        turned.now += 1
        send()
      }
    },
    { message: 'messages come too fast' },
  )
  t.ok(sequence < 7_100)
  t.end()
})

t.test('A whole stream is read, whatever comes between, and gaps are counted', (t) => {
  const reader = openStreamReader(turnedClock().clock)
  const stream = [connected, start(), media(2), mark(3), { event: 'pause' }, media(7), stop(8)]
  t.strictSame(
    stream.map((it) => reader.read(JSON.stringify(it)).event),
    ['connected', 'start', 'media', 'mark', 'other', 'media', 'stop'],
  )
  t.equal(reader.missing, 3)
  t.end()
})
