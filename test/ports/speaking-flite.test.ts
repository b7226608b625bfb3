import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import type { Voice } from '../../src/ports/speaking/port.ts'
import { measure, trimSilence } from '../../src/services/audio/measure.ts'
import { decodeMulaw } from '../../src/services/audio/mulaw.ts'
import { errorOf } from '../fixtures/adapter.ts'
import { pitchOf } from '../fixtures/sound.ts'
import { failing, heard, open, sentence } from '../fixtures/speaking.ts'

const long =
  'Hello there. It is me, Mira, and the road was long tonight, with rain on every hill. Would you open the gate?'
const ids = ['slt', 'rms', 'awb', 'kal'] as const

/** Long enough for a machine that is busy: the clock stands still besides. */
const deadlineMs = 60_000

t.test('What the four voices say is speech: so long as its words, as loud as each other, and not cut', async (t) => {
  const { port } = await open(t, 'flite')
  for (const id of ids) {
    const pcm = decodeMulaw(await heard(port.speak(sentence({ text: long, voice: { id }, deadlineMs }))))
    const secondsPerWord = pcm.length / 8_000 / long.split(' ').length
    t.ok(secondsPerWord > 0.2 && secondsPerWord < 0.5, `${id}: ${secondsPerWord.toFixed(2)} s a word`)
    const { db, peak, clipped } = measure(pcm)
    t.ok(db > -22 && db < -17, `${id}: ${db.toFixed(1)} dB`)
    t.ok(peak > 8_000 && peak < 32_000 && clipped === 0, `${id}: the loudest sample is ${peak}`)
    const begun = pcm.length - trimSilence(pcm, 300, { before: 0, after: pcm.length }).length
    const ended = pcm.length - trimSilence(pcm, 300, { before: pcm.length, after: 0 }).length
    t.ok(begun / 8_000 < 0.05, `${id}: it begins after ${(begun / 8).toFixed(0)} ms`)
    t.ok(ended / 8_000 < 0.25, `${id}: it ends ${(ended / 8).toFixed(0)} ms before its last frame`)
  }
})

t.test('More words take longer, and the pause between two sentences is a short one', async (t) => {
  const { port } = await open(t, 'flite')
  const seconds = async (text: string) => (await heard(port.speak(sentence({ text, deadlineMs })))).length / 8_000
  const [one, two, both] = [
    await seconds('Come to the gate.'),
    await seconds('Bring me the key.'),
    await seconds('Come to the gate. Bring me the key.'),
  ]
  t.ok(Math.abs(both - one - two) < 0.1)
  t.ok((await seconds(long)) > 3 * both)
})

t.test('The voices differ, and so does one of them with another pitch or speed', async (t) => {
  const { port } = await open(t, 'flite')
  const spoken = async (voice: Voice) => {
    const pcm = decodeMulaw(await heard(port.speak(sentence({ voice, deadlineMs }))))
    return { pitch: Math.round(pitchOf(pcm)), seconds: pcm.length / 8_000 }
  }
  const usual = Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await spoken({ id })] as const)))
  t.comment(`pitches: ${ids.map((id) => `${id} ${usual[id]?.pitch} Hz`).join(', ')}`)
  t.ok((usual.slt?.pitch ?? 0) > 150, 'a woman')
  t.ok(
    ['rms', 'awb', 'kal'].every((id) => (usual[id]?.pitch ?? 999) < 140),
    'three men',
  )
  for (const id of ids) {
    const is = usual[id] ?? { pitch: 0, seconds: 0 }
    const higher = await spoken({ id, pitchHz: is.pitch * 1.2 })
    t.ok(higher.pitch > is.pitch * 1.08, `${id} higher: ${higher.pitch} Hz`)
    t.ok(Math.abs(higher.seconds - is.seconds) < 0.12, `${id} higher: as long`)
    const slower = await spoken({ id, stretch: 1.5 })
    t.ok(slower.seconds > is.seconds * 1.3 && slower.seconds < is.seconds * 1.6, `${id} slower`)
    t.ok(Math.abs(slower.pitch - is.pitch) < is.pitch * 0.1, `${id} slower: as high`)
  }
  for (const voice of [{ pitchHz: 1e9 }, { pitchHz: -5 }, { stretch: 1e9 }, { stretch: 0 }, { stretch: Number.NaN }])
    t.ok((await spoken({ id: 'slt', ...voice })).seconds > 1, 'what is beyond bounds is bounded')
})

t.test('A long text is heard from its first sentence on, and the event loop stays free', async (t) => {
  const { port } = await open(t, 'flite')
  await heard(port.speak(sentence({ text: 'Ready.', deadlineMs })))
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const begin = performance.now()
  let first = 0
  let frames = 0
  for await (const _ of port.speak(sentence({ text: long.repeat(10), deadlineMs }))) {
    first ||= performance.now() - begin
    frames++
  }
  const all = performance.now() - begin
  delay.disable()
  t.ok(first < all / 3)
  t.comment(`${frames / 50} s of speech in ${all.toFixed(0)} ms, the first frame after ${first.toFixed(0)} ms`)
  t.comment(`the event loop was late by ${(delay.max / 1e6).toFixed(0)} ms at most`)
})

t.test('What nobody hears is not made', async (t) => {
  const { port } = await open(t, 'flite')
  const speech = port.speak(sentence({ text: long.repeat(15), deadlineMs }))
  for await (const _ of speech) break
  const begin = performance.now()
  await heard(port.speak(sentence({ text: 'Next.', deadlineMs })))
  t.comment(`the next one is heard after ${(performance.now() - begin).toFixed(0)} ms`)
  t.match(speech.usage(), { characters: long.length * 15 })
})

/** What is spoken of a text that was not meant well, in seconds at most; 0: it is refused. */
const hostile: [title: string, text: string, seconds: number][] = [
  ['like a shell', '$(rm -rf /); `ls` | cat > /etc/passwd && echo "hi"', 15],
  ['like options', '-o /etc/passwd -voice /etc/shadow --help -f /etc/passwd', 15],
  ['like SSML', '<speak><audio src="file:///etc/passwd"/><voice name="/etc/passwd">Hi</voice></speak>', 1],
  ['like an endless tag', '<'.repeat(1_999), 0],
  ['emoji', '😀👩‍👩‍👧‍👦🏴‍☠️', 0],
  ['a word among emoji', '😀 yes 😀', 1],
  ['Arabic', 'مرحبا كيف حالك', 0],
  ['Chinese', '你好，世界', 0],
  ['a name among Russian', 'Привет, меня зовут Mira', 0],
  ['signs', '!?…'.repeat(600), 0],
  ['control characters', 'Yes\0\x1b[31m\r\n\x07\u202eno\ufeff.', 4],
  ['half a character', 'Yes \ud800 no', 2],
  ['one word of 2,000 letters', 'a'.repeat(2_000), 150],
  ['French', 'Où est la bibliothèque, señor?', 4],
]

t.test('A text that is not meant well is spoken as it is, or refused; it never hangs', async (t) => {
  const opened = await open(t, 'flite')
  for (const [title, text, seconds] of hostile) {
    const ask = sentence({ text, deadlineMs })
    if (seconds === 0) {
      t.match(await failing(t, opened, ask), { kind: 'unavailable', isAboutAsk: true, isCalled: false }, title)
      continue
    }
    const spoken = (await heard(opened.port.speak(ask))).length / 8_000
    t.ok(spoken > 0.2 && spoken < seconds, `${title}: ${spoken} s`)
  }
  t.strictSame(opened.warnings, [])
})

t.test('Ten minutes of digits are begun, and can be left', async (t) => {
  const { port } = await open(t, 'flite')
  const leaving = new AbortController()
  let frames = 0
  const reading = (async () => {
    for await (const _ of port.speak(sentence({ text: '9'.repeat(2_000), deadlineMs, signal: leaving.signal })))
      if (++frames === 200) leaving.abort()
  })()
  t.equal(await errorOf(reading), leaving.signal.reason)
  t.equal(frames, 200)
})
