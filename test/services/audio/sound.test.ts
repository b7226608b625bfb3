import t from 'tap'
import { FRAME_BYTES, FrameSplitter } from '../../../src/services/audio/frames.ts'
import { amplify, measure, trimSilence } from '../../../src/services/audio/measure.ts'
import { mixMulaw, Track } from '../../../src/services/audio/mix.ts'
import { decodeMulaw, encodeMulaw, MULAW_SILENCE } from '../../../src/services/audio/mulaw.ts'
import { VoiceActivity } from '../../../src/services/audio/voice-activity.ts'
import { pcmBytes, readWav, wavHeader, wavOf } from '../../../src/services/audio/wav.ts'
import { loudnessAt, tone } from '../../fixtures/sound.ts'

const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)

t.test('Mu-law is decoded as the tables of G.711 say', (t) => {
  // The first and the last value of each segment, times four: the tables have 14 bits.
  const published = [
    [0x80, 32_124],
    [0x8f, 16_764],
    [0x90, 15_996],
    [0x9f, 8_316],
    [0xa0, 7_932],
    [0xaf, 4_092],
    [0xb0, 3_900],
    [0xbf, 1_980],
    [0xc0, 1_884],
    [0xcf, 924],
    [0xd0, 876],
    [0xdf, 396],
    [0xe0, 372],
    [0xef, 132],
    [0xf0, 120],
    [0xf1, 112],
    [0xfe, 8],
    [0xff, 0],
  ]
  for (const [byte = 0, sample = 0] of published) {
    t.equal(decodeMulaw(Uint8Array.of(byte))[0], sample)
    t.equal(decodeMulaw(Uint8Array.of(byte & 0x7f))[0], sample === 0 ? 0 : -sample, 'below zero, without the sign')
  }
  t.end()
})

t.test('Samples are divided where G.711 divides them, and a value that mu-law has stays what it is', (t) => {
  const values = [...decodeMulaw(every)]
  t.strictSame(
    encodeMulaw(Int16Array.from(values)),
    every.map((byte) => (byte === 0x7f ? 0xff : byte)),
  )
  const coded = (sample: number) => encodeMulaw(Int16Array.of(sample))[0]
  // The published decision values, of 14 bits, between two segments.
  for (const [at, value] of [4_063, 2_015, 991, 479, 223, 95, 31].entries()) {
    const last = 0x8f + 16 * at
    t.equal(coded(value * 4), last)
    t.equal(coded(value * 4 - 1), last + 1)
    t.equal(coded(-value * 4), last & 0x7f)
  }
  const heard = decodeMulaw(encodeMulaw(Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768)))
  t.ok(
    heard.every((sample, at) => at === 0 || sample >= (heard[at - 1] as number)),
    'louder is never softer',
  )
  t.ok(heard.every((sample, at) => Math.abs(sample - (at - 32_768)) <= Math.max(8, Math.abs(at - 32_768) / 16)))
  t.strictSame([32_767, -32_768, 0, 1_000, -1_000].map(coded), [0x80, 0x00, 0xff, 0xce, 0x4e])
  t.end()
})

t.test('Pieces of any length become whole frames; the last one is filled with silence', (t) => {
  const sound = Uint8Array.from({ length: 1_000 }, (_, at) => at % 251)
  for (const size of [1, 7, 159, 160, 161, 333, 1_000]) {
    const splitter = new FrameSplitter()
    const frames: Uint8Array[] = []
    for (let at = 0; at < sound.length; at += size) frames.push(...splitter.push(sound.subarray(at, at + size)))
    frames.push(...splitter.flush())
    t.equal(frames.length, 7)
    t.ok(frames.every(({ length, buffer }) => length === FRAME_BYTES && buffer.byteLength === FRAME_BYTES))
    t.strictSame(Buffer.concat(frames), Buffer.concat([sound, Buffer.alloc(120, MULAW_SILENCE)]), `by ${size}`)
    t.strictSame(splitter.flush(), [], 'once')
  }
  t.strictSame(new FrameSplitter().flush(), [])
  t.end()
})

t.test('Loudness is measured in decibels, with its peak and what was cut', (t) => {
  t.strictSame(measure(new Int16Array(0)), { db: -Infinity, peak: 0, clipped: 0 })
  t.strictSame(measure(new Int16Array(9)), { db: -Infinity, peak: 0, clipped: 0 })
  t.strictSame(measure(Int16Array.of(-32_768, -32_768)), { db: 0, peak: 32_768, clipped: 2 })
  const loud = tone(440, { peak: 16_384 })
  t.ok(Math.abs(measure(loud).db - -9.03) < 0.05, 'a sine of half the scale')
  t.strictSame([...amplify(Int16Array.of(10, -10, 20_000, -20_000), 2)], [20, -20, 32_767, -32_768])
  t.equal(measure(amplify(loud, 3)).clipped > 100, true)
  t.end()
})

t.test('Silence before and after is cut to what is kept', (t) => {
  const pcm = Int16Array.of(0, 1, -2, 50, 0, -60, 3, 0, 0)
  t.strictSame([...trimSilence(pcm, 10, { before: 0, after: 0 })], [50, 0, -60])
  t.strictSame([...trimSilence(pcm, 10, { before: 1, after: 2 })], [-2, 50, 0, -60, 3, 0])
  t.strictSame([...trimSilence(pcm, 10, { before: 99, after: 99 })], [...pcm])
  t.strictSame([...trimSilence(pcm, 100, { before: 9, after: 9 })], [])
  t.end()
})

t.test('Both sides of a call are heard in a recording, at their times and not too loud', (t) => {
  const track = new Track()
  track.put(2, new Uint8Array(160).fill(0x90))
  track.put(0, new Uint8Array(160).fill(0x80))
  t.equal(track.mulaw().length, 480)
  t.equal(track.mulaw()[160], MULAW_SILENCE)
  track.put(30_000, new Uint8Array(160).fill(0x85))
  t.equal(track.mulaw().length, 30_001 * 160, 'ten minutes later')
  t.strictSame(
    [0, 320, 29_999 * 160, 30_000 * 160].map((at) => track.mulaw()[at]),
    [0x80, 0x90, 0xff, 0x85],
  )

  const mixed = decodeMulaw(mixMulaw(Uint8Array.of(0x80, 0xff, 0x80, 0xb0), Uint8Array.of(0x80, 0xc0, 0x00)))
  t.strictSame([...mixed], [32_124, 1_884, 0, 3_900])
  t.strictSame(mixMulaw(Uint8Array.of(0xff), Uint8Array.of(0xb0, 0xb1)), Uint8Array.of(0xb0, 0xb1))
  t.end()
})

t.test('A file of sound has the header that players read, and is read again', (t) => {
  const pcm = pcmBytes(tone(440, { rate: 16_000 }))
  const file = wavOf({ format: 'pcm16', rate: 16_000, data: pcm })
  t.equal(file.toString('latin1', 0, 4), 'RIFF')
  t.equal(file.readUInt32LE(4), file.length - 8)
  t.equal(file.toString('latin1', 8, 16), 'WAVEfmt ')
  t.strictSame(
    [20, 22, 32, 34].map((at) => file.readUInt16LE(at)),
    [1, 1, 2, 16],
    'PCM, one channel',
  )
  t.strictSame(
    [24, 28, 40].map((at) => file.readUInt32LE(at)),
    [16_000, 32_000, pcm.length],
  )
  t.strictSame(readWav(file), { format: 'pcm16', rate: 16_000, data: Buffer.from(pcm) })

  const odd = wavOf({ format: 'mulaw', rate: 8_000, data: Uint8Array.of(1, 2, 3) })
  t.equal(odd.readUInt32LE(4), odd.length - 8)
  t.equal(odd.length % 2, 0)
  t.equal(odd.readUInt16LE(20), 7)
  t.strictSame(readWav(odd), { format: 'mulaw', rate: 8_000, data: Buffer.of(1, 2, 3) })
  t.strictSame(wavHeader({ format: 'mulaw', rate: 8_000 }, 3), odd.subarray(0, odd.length - 4), 'the header alone')
  t.end()
})

t.test('Bytes that are no file of sound are read as none', (t) => {
  const file = wavOf({ format: 'mulaw', rate: 8_000, data: Uint8Array.of(1, 2, 3, 4) })
  for (let length = 0; length < 58; length++) t.equal(readWav(file.subarray(0, length))?.data.length ?? 0, 0)
  const stereo = Buffer.from(file)
  stereo.writeUInt16LE(2, 22)
  const strange = Buffer.from(file)
  strange.writeUInt16LE(0x55, 20)
  t.strictSame([stereo, strange, Buffer.from('<html>not a sound at all</html>')].map(readWav), [
    undefined,
    undefined,
    undefined,
  ])
  t.end()
})

t.test('Speech begins and ends by its power; a click, and the noise of the line, are none', (t) => {
  const frames = (db: number, count: number) => {
    const splitter = new FrameSplitter()
    return splitter.push(encodeMulaw(tone(300, { seconds: count / 50, peak: 32_767 * 10 ** (db / 20) })))
  }
  const heard = (...parts: Uint8Array[][]) => {
    const activity = new VoiceActivity()
    return parts.flat().flatMap((frame, at) => {
      const change = activity.push(frame)
      return change ? [`${change} ${at}`] : []
    })
  }
  t.strictSame(heard(frames(-90, 100), frames(-12, 50), frames(-90, 100)), ['begins 102', 'ends 174'])
  t.strictSame(heard(frames(-90, 50), frames(-6, 2), frames(-90, 50)), [], 'a click')
  t.strictSame(heard(frames(-60, 50), frames(-50, 500)), [], 'a soft line')
  t.strictSame(
    heard(frames(-38, 600), frames(-12, 50), frames(-38, 50)).slice(-2),
    ['begins 602', 'ends 674'],
    'a loud line',
  )
  t.strictSame(
    heard(frames(-90, 50), frames(-15, 20), frames(-90, 15), frames(-15, 20)),
    ['begins 52'],
    'a short pause',
  )
  t.equal(loudnessAt(tone(300), 300) > -10, true)
  t.end()
})
