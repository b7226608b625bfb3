import t from 'tap'
import type { Engine } from '../../../db/columns.ts'
import { callsOf } from '../../fixtures/calls.ts'
import { grantTo } from '../../fixtures/ledger.ts'
import { onCarrier, originOf, passUntil } from '../../fixtures/media.ts'
import { deepgramServer, json, results } from '../../fixtures/speech.ts'
import { intoApp, twilioServer } from '../../fixtures/twilio.ts'
import { openStream } from '../../fixtures/twilio-stream.ts'
import { exampleUser } from '../../fixtures/users.ts'
import { until } from '../../fixtures/valkey.ts'
import { engines, world } from '../../fixtures/world.ts'

async function phone(t: Parameters<typeof twilioServer>[0], engine: Engine = 'sqlite') {
  const [twilio, deepgram] = [await twilioServer(t), await deepgramServer(t)]
  const it = await world(t, engine, { CALLS_PER_SECOND: '1000', ...twilio.env, ...deepgram.env })
  twilio.now = () => it.clock.clock.now()
  twilio.reach = intoApp(it.app)
  await grantTo(it, exampleUser.id, 50)
  const transcript = async (id: string) =>
    (await callsOf(it).read(id)).json().transcript as { role: string; text: string }[]
  const says = (text: string) => {
    deepgram.listening().send(json({ type: 'SpeechStarted' }))
    deepgram.listening().send(results(text, { is_final: true, speech_final: true }))
  }
  const written = (id: string, turns: number) =>
    passUntil(it, async () => (await transcript(id)).length === turns, `${turns} turns are written`)
  return { it, twilio, deepgram, transcript, says, written }
}

t.test('A socket that the carrier has not signed is refused', async (t) => {
  const { it, twilio } = await phone(t)
  const { sid, twiml, stream } = await onCarrier(t, it, twilio)
  const origin = await originOf(it)
  for (const token of [null, 'canary-of-another'])
    t.match(await (await openStream(t, twilio, { sid, twiml, origin, token })).closed, { code: 403 })
  t.match(await (await openStream(t, twilio, { sid, twiml, origin })).closed, { code: 1008 }, 'and opened once')
  stream.cut()
})

t.test('A call by sound: the persona greets, hears, answers, is interrupted, and says goodbye', async (t) => {
  const { it, twilio, deepgram, transcript, says, written } = await phone(t)
  const { id, sid, stream } = await onCarrier(t, it, twilio)
  await written(id, 1)
  t.equal(stream.heard().length % 160, 0, 'whole frames')
  await until(() => deepgram.listening() !== undefined, 'Deepgram listens')
  stream.speak(Buffer.alloc(1_600, 0x20))
  const heard = () => deepgram.requests.find(({ path }) => path.startsWith('/v1/listen'))?.messages ?? []
  await until(() => heard().filter((it) => it === 160).length >= 10, 'it is given what the caller says')
  says('I am afraid of the bridge.')
  await written(id, 3)
  t.match((await transcript(id))[1], { role: 'player', text: 'I am afraid of the bridge.' })
  const spoken = stream.received.filter(({ event }) => event === 'media').length
  says('My cat has a sister.')
  await passUntil(it, () => stream.received.filter(({ event }) => event === 'media').length > spoken, 'it answers')
  says('Wait, goodbye.')
  await until(() => stream.received.some(({ event }) => event === 'clear'), 'what was not heard is taken back')
  await passUntil(it, async () => (await callsOf(it).read(id)).json().status === 'completed', 'it has ended')
  const last = (await callsOf(it).read(id)).json()
  t.match(last, { status: 'completed', end_reason: 'user_hangup' })
  t.match(last.transcript.at(-2), { role: 'player', text: 'Wait, goodbye.' })
  t.match(last.transcript.at(-1), { role: 'persona' })
  t.match(last.transcript.at(-3).text, /^(My cat has a sister\.|.*…)$/, 'what was heard before')
  t.match(await stream.closed, { code: 1000 })
  const { items } = (await callsOf(it).cost(id)).json()
  const of = (name: string) => items.filter((item: { component: string }) => item.component === name)
  t.match(of('stt'), [{ provider: 'deepgram', model: 'nova-3', simulated: false }])
  t.match(of('tts'), [{ provider: 'deepgram', model: 'aura-2-thalia-en', simulated: false }])
  t.equal((await it.deps.telephony.find(sid))?.status, 'completed')
})

t.test('A caller who cannot be understood any more is told so, and the call ends', async (t) => {
  const { it, twilio, deepgram, written, transcript } = await phone(t)
  const { id } = await onCarrier(t, it, twilio)
  await written(id, 1)
  await until(() => deepgram.listening() !== undefined, 'Deepgram listens')
  deepgram.listening().terminate()
  await passUntil(it, async () => (await callsOf(it).read(id)).json().status === 'completed', 'it has ended')
  t.match((await callsOf(it).read(id)).json(), { status: 'completed', end_reason: 'speech_error' })
  t.equal((await transcript(id)).length, 2, 'it was said')
})

t.test('Where nothing can be spoken the call ends', async (t) => {
  const { it, twilio } = await phone(t)
  it.deps.speaking.length = 0
  const { id } = await onCarrier(t, it, twilio)
  await passUntil(it, async () => (await callsOf(it).read(id)).json().status === 'completed', 'it has ended')
  t.match((await callsOf(it).read(id)).json(), { end_reason: 'speech_error', transcript: [] })
})

t.test('A line that is cut is ended by what the carrier tells', async (t) => {
  const { it, twilio, written } = await phone(t)
  const { id, sid, stream } = await onCarrier(t, it, twilio)
  await written(id, 1)
  stream.stop()
  await stream.closed
  t.match((await callsOf(it).read(id)).json(), { status: 'in_progress' })
  await twilio.tell(sid, 'completed', { CallDuration: '61' })
  t.match((await callsOf(it).read(id)).json(), { status: 'completed', end_reason: 'user_hangup', credits_used: 2 })
})

for (const engine of engines)
  t.test(`A service that stops ends its calls in order (${engine})`, async (t) => {
    const { it, twilio, written } = await phone(t, engine)
    await it.deps.jobs.start()
    const { id, stream } = await onCarrier(t, it, twilio)
    await written(id, 1)
    await it.deps.jobs.stop(0)
    const closing = it.app.close()
    t.match(await stream.closed, { code: 1001 })
    await closing
    t.equal(twilio.newest().status, 'completed')
    const row = await it.deps.db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    t.match(row, { status: 'terminated', end_reason: 'watchdog', is_money_settled: 1 })
  })
