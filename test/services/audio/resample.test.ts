import t from 'tap'
import { measure } from '../../../src/services/audio/measure.ts'
import { resample } from '../../../src/services/audio/resample.ts'
import { loudnessAt, tone } from '../../fixtures/sound.ts'

/** What comes of a tone of 16 kHz at 8 kHz, against the tone itself, in decibels. */
const gainOf = (hertz: number, from = 16_000, to = 8_000) => {
  const before = tone(hertz, { rate: from })
  // Without the ends, where the filter sees silence.
  const after = resample(before, from, to).subarray(400, -400)
  return {
    all: measure(after).db - measure(before).db,
    there: loudnessAt(after, hertz, to) - loudnessAt(before, hertz, from),
  }
}

t.test('What a telephone carries passes as it was', (t) => {
  for (const hertz of [50, 300, 1_000, 2_000, 3_000, 3_300]) {
    const { all, there } = gainOf(hertz)
    t.ok(Math.abs(all) < 0.2 && Math.abs(there) < 0.2, `${hertz} Hz: ${all.toFixed(2)} dB`)
  }
  t.end()
})

t.test('What it cannot carry is gone, and does not come back as another tone', (t) => {
  for (const hertz of [4_200, 4_700, 5_000, 6_000, 7_900]) {
    const { all } = gainOf(hertz)
    t.ok(all < -50, `${hertz} Hz: ${all.toFixed(1)} dB`)
  }
  t.end()
})

t.test('Other rates keep pitch and length too', (t) => {
  for (const [from, to] of [
    [8_000, 16_000],
    [16_320, 8_000],
    [19_200, 8_000],
    [22_050, 8_000],
    [44_100, 8_000],
  ] as const) {
    const { all } = gainOf(1_000, from, to)
    t.ok(Math.abs(all) < 0.2, `${from} to ${to} Hz: ${all.toFixed(2)} dB`)
    t.equal(resample(tone(1_000, { rate: from, seconds: 2 }), from, to).length, to * 2)
  }
  t.end()
})

t.test('The same rate is the same sound, nothing stays nothing, and the loudest does not turn over', (t) => {
  const pcm = tone(440)
  t.equal(resample(pcm, 8_000, 8_000), pcm)
  t.equal(resample(new Int16Array(0), 16_000, 8_000).length, 0)
  t.equal(resample(new Int16Array(1), 16_000, 8_000).length, 0)
  const square = Int16Array.from({ length: 16_000 }, (_, at) => (Math.floor(at / 40) % 2 ? 32_767 : -32_768))
  const low = resample(square, 16_000, 8_000)
  t.ok(low.every((sample, at) => at % 20 < 4 || at % 20 > 15 || Math.abs(sample) > 25_000))
  t.end()
})
