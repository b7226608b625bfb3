import t from 'tap'
import { heardOf } from '../../../src/services/media/heard.ts'
import { openRecorder } from '../../../src/services/media/recorder.ts'
import { turnedClock } from '../../fixtures/clock.ts'

t.test('What was heard of an answer ends in the middle of what was cut', (t) => {
  const spoken = [
    { text: 'The bridge is old.', ms: 1_000 },
    { text: 'It has seen four winters, and a fox.', ms: 2_000 },
  ]
  t.equal(heardOf(spoken, 3_000), 'The bridge is old. It has seen four winters, and a fox.')
  t.equal(heardOf(spoken, 2_300), 'The bridge is old. It has seen four winters…')
  t.equal(heardOf(spoken, 1_100), 'The bridge is old.')
  t.equal(heardOf(spoken, 100), '')
  t.equal(heardOf([], 500), '')
  t.end()
})

t.test('A recording has both sides where they were heard, and nothing that was taken back', (t) => {
  const turned = turnedClock(0)
  const begin = turned.clock.elapsed()
  const recorder = openRecorder(turned.clock, 60_000)
  const frame = (byte: number) => new Uint8Array(160).fill(byte)
  recorder.hear(frame(0x10))
  recorder.speak(frame(0x20), begin + 40)
  recorder.speak(frame(0x21), begin + 400)
  turned.now += 100
  recorder.clear()
  turned.now += 900
  recorder.hear(frame(0x30))
  const sound = recorder.finish()
  t.equal(sound.length, 51 * 160)
  t.strictSame(
    [0, 1, 2, 20, 50].map((at) => sound[at * 160]),
    [0x10, 0xff, 0x20, 0xff, 0x30],
  )
  turned.now += 120_000
  recorder.hear(frame(0x30))
  t.equal(recorder.finish().length, 51 * 160, 'not longer than the call may last')
  t.end()
})
