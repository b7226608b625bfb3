import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { systemClock } from '../../../src/process/clock.ts'
import { openPacer } from '../../../src/services/media/pacer.ts'
import { type TurnedClock, turnedClock } from '../../fixtures/clock.ts'

const streamSid = `MZ${'a'.repeat(32)}`
type Sent = { at: number; event: string; audio?: Buffer; name?: string }

function paced() {
  const turned = turnedClock(0)
  const sent: Sent[] = []
  const pacer = openPacer({
    clock: turned.clock,
    streamSid,
    send(message) {
      const { event, media, mark, ...rest } = JSON.parse(message)
      if (rest.streamSid !== streamSid) throw new Error('another stream')
      const audio = media && Buffer.from(media.payload, 'base64')
      sent.push({ at: turned.now, event, ...(audio && { audio }), ...(mark && { name: mark.name }) })
    },
  })
  return { turned, sent, pacer }
}

async function pass(turned: TurnedClock, ms: number, step = 20) {
  for (let left = ms; left > 0; left -= step) {
    turned.now += Math.min(left, step)
    await setImmediate()
  }
}

const heard = (sent: Sent[]) => Buffer.concat(sent.flatMap(({ audio }) => (audio ? [audio] : [])))
const noise = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, at) => at % 251))

/** How far the audio that was sent was ahead of what could be heard, at most. */
function aheadMs(sent: Sent[]) {
  let heardAt = 0
  let most = 0
  for (const { at, audio } of sent) {
    if (!audio) continue
    heardAt = Math.max(heardAt, at) + audio.length / 8
    most = Math.max(most, heardAt - at)
  }
  return most
}

t.test('A sentence goes out in whole frames, never more than 0.4 s ahead, and never late', async (t) => {
  const { turned, sent, pacer } = paced()
  const audio = noise(3 * 8_000)
  pacer.write(audio)
  t.equal(sent.length, 20, '0.4 s at once')
  t.equal(pacer.unheardMs, 3_000)
  await pass(turned, 3_000)
  t.ok(sent.every((it) => it.event === 'media' && it.audio?.length === 160))
  t.equal(aheadMs(sent), 400)
  t.strictSame(heard(sent), audio)
  // A frame is late when all before it was heard already.
  sent.forEach(({ at }, index) => void t.ok(at <= index * 20, `frame ${index} came at ${at}`))
  t.equal(turned.sleepers, 0, 'nothing waits any more')
  t.equal(pacer.unheardMs, 0)
})

t.test('Pieces of any length become whole frames, and a mark fills the last one with silence', async (t) => {
  const { turned, sent, pacer } = paced()
  for (const length of [1, 158, 1, 0, 100, 300, 7]) pacer.write(noise(length))
  t.equal(sent.length, 3, 'what is no whole frame waits')
  pacer.mark('m1')
  pacer.mark('m2')
  await pass(turned, 200)
  t.strictSame(
    sent.map(({ event, name }) => name ?? event),
    ['media', 'media', 'media', 'media', 'm1', 'm2'],
  )
  t.strictSame(heard(sent).subarray(567), Buffer.alloc(640 - 567, 0xff))
})

t.test('A mark goes out behind its audio, before what follows', async (t) => {
  const { turned, sent, pacer } = paced()
  pacer.write(noise(8_000))
  pacer.mark('one')
  pacer.write(noise(1_600))
  pacer.mark('two')
  t.notOk(
    sent.some((it) => it.name),
    'their audio has not gone yet',
  )
  await pass(turned, 1_500)
  t.strictSame(
    sent.flatMap(({ name }, at) => (name ? [[name, at]] : [])),
    [
      ['one', 50],
      ['two', 61],
    ],
  )
})

t.test('Whoever speaks is not spoken over: a clear takes back what was not heard', async (t) => {
  const { turned, sent, pacer } = paced()
  const first = pacer.write(noise(80_000))
  pacer.mark('never')
  await pass(turned, 1_000)
  const before = sent.length
  t.strictSame(pacer.clear(), { unheardMs: 9_000, unsentMarks: ['never'] })
  await first
  t.strictSame(
    sent.slice(before).map(({ event }) => event),
    ['clear'],
  )
  await pass(turned, 2_000)
  t.equal(sent.length, before + 1, 'nothing follows')
  t.equal(turned.sleepers, 0)
  pacer.write(noise(1_600))
  pacer.mark('after')
  await pass(turned, 500)
  t.equal(sent.length, before + 12, 'what is said then goes out at once')
  t.strictSame(pacer.clear(), { unheardMs: 0, unsentMarks: [] })
})

t.test('A writer who is too fast waits, and nothing piles up', async (t) => {
  const { turned, pacer, sent } = paced()
  let written = 0
  const writing = (async () => {
    for (let at = 0; at < 40; at++) {
      await pacer.write(noise(4_000))
      written++
    }
  })()
  await setImmediate()
  t.ok(written <= 11, `${written} of half a second`)
  await pass(turned, 10_000)
  t.ok(written >= 29 && written <= 32, `${written}`)
  await pass(turned, 12_000)
  await writing
  t.equal(heard(sent).length, 160_000)
})

t.test('After it is closed nothing goes out, nothing waits, and nobody hangs', async (t) => {
  const { turned, pacer, sent } = paced()
  const writing = pacer.write(noise(80_000))
  pacer.close()
  await writing
  await pacer.write(noise(80_000))
  pacer.mark('m')
  await pass(turned, 1_000)
  t.equal(sent.length, 20)
  t.strictSame(pacer.clear(), { unheardMs: 0, unsentMarks: [] })
  t.equal(sent.length, 20)
  t.equal(turned.sleepers, 0)
})

t.test('A socket that cannot send closes it, and throws at nobody', async (t) => {
  const turned = turnedClock(0)
  let sends = 0
  const pacer = openPacer({
    clock: turned.clock,
    streamSid,
    send() {
      if (++sends > 20) throw new Error('the socket is closed')
    },
  })
  const writing = pacer.write(noise(80_000))
  await pass(turned, 1_000)
  await writing
  t.equal(sends, 21)
})

t.test('The caller may use its bytes again', async (t) => {
  const { turned, pacer, sent } = paced()
  const bytes = Buffer.alloc(8_000, 1)
  pacer.write(bytes)
  bytes.fill(2)
  await pass(turned, 2_000)
  t.strictSame(heard(sent), Buffer.alloc(8_000, 1))
})

t.test('Whatever is written and whenever, all of it is heard once, in order, and never too far ahead', async () => {
  const step = fc.record({ bytes: fc.integer({ min: 0, max: 3_000 }), ms: fc.integer({ min: 0, max: 700 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { turned, pacer, sent } = paced()
      const all: Buffer[] = []
      for (const { bytes, ms } of steps) {
        all.push(noise(bytes))
        pacer.write(noise(bytes))
        await pass(turned, ms, 50)
      }
      pacer.mark('end')
      await pass(turned, 6_000, 100)
      const written = Buffer.concat(all)
      const got = heard(sent)
      return (
        Buffer.compare(got.subarray(0, written.length), written) === 0 &&
        got.length - written.length < 160 &&
        sent.at(-1)?.name === 'end' &&
        aheadMs(sent) <= 400
      )
    }),
    { numRuns: 60 },
  )
})

t.test('On the true clock, a second of audio takes about 0.6 s to go out', async (t) => {
  let last = 0
  const startedAt = performance.now()
  const send = () => {
    last = performance.now() - startedAt
  }
  const pacer = openPacer({ clock: systemClock, streamSid, send })
  pacer.write(noise(8_000))
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  pacer.close()
  t.ok(last >= 550 && last < 1_100, `${last} ms`)
})
