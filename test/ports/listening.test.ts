import { getEventListeners } from 'node:events'
import t, { type Test } from 'tap'
import { readEnv } from '../../src/config.ts'
import { listening } from '../../src/ports/listening/index.ts'
import type { ListenAsk, Listening, ListeningEvents } from '../../src/ports/listening/port.ts'
import { openPorts } from '../../src/ports/open.ts'
import { FrameSplitter } from '../../src/services/audio/frames.ts'
import { asFailure, errorOf, type OpenedAdapter, openAdapter } from '../fixtures/adapter.ts'
import { portContext } from '../fixtures/port-context.ts'
import {
  deepgramServer,
  json,
  key,
  moment,
  mulawTone,
  type Play,
  type Refuse,
  refuseWith,
  requested,
  results,
} from '../fixtures/speech.ts'
import { until } from '../fixtures/valkey.ts'

const why = new Error('the caller has gone')
const silence = new Uint8Array(160).fill(0xff)
const open = (name: string, settings: Record<string, string> = {}) => openAdapter(listening, name, settings)

/** Everything that is told, in order. */
function listener(more: Partial<ListenAsk> = {}) {
  const told: unknown[] = []
  const events: Required<ListeningEvents> = {
    onSpeechStart: () => told.push('speech starts'),
    onPartial: (text) => told.push(text),
    onFinal: (heard) => told.push(heard),
    onUtteranceEnd: () => told.push('utterance ends'),
    onLost: (failure) => told.push(failure),
  }
  return { told, ask: { events, deadlineMs: 5_000, ...more } satisfies ListenAsk }
}

const all: Record<
  string,
  (t: Test) => Promise<{ opened: OpenedAdapter<Listening>; model: string; understands: boolean }>
> = {
  deepgram: async (t) => ({
    opened: await open('deepgram', (await deepgramServer(t)).env),
    model: 'nova-3',
    understands: true,
  }),
  embedded: async () => ({ opened: await open('embedded'), model: 'voice-activity-1', understands: false }),
}

/** The contract of every adapter. */
async function keepsTheContract(t: Test, start: (typeof all)['deepgram']) {
  t.test('A caller who has gone before it begins gets the signal’s reason', async (t) => {
    const { opened } = await start(t)
    const { ask } = listener({ signal: AbortSignal.abort(why) })
    t.equal(await errorOf(opened.port.listen(ask)), why)
  })

  t.test('It counts the seconds that it was sent, once and for all', async (t) => {
    const { opened, model, understands } = await start(t)
    const { told, ask } = listener()
    const session = await opened.port.listen(ask)
    for (let at = 0; at < 75; at++) session.send(silence)
    session.finalize()
    const usage = await session.close()
    t.strictSame(usage, { seconds: 1.5, estimated: !understands })
    t.equal(session.model, model)
    const before = told.length
    session.send(silence)
    session.finalize()
    t.strictSame(await session.close(), usage, 'closing twice is once')
    t.equal(told.length, before, 'nothing is told after it')
    t.strictSame(opened.warnings, [])
    t.equal(opened.port.state(), 'ok')
  })

  t.test('A signal ends it at once, without a word, and keeps nothing of it', async (t) => {
    const { opened } = await start(t)
    const leaving = new AbortController()
    const { told, ask } = listener({ signal: leaving.signal })
    const session = await opened.port.listen(ask)
    session.send(silence)
    leaving.abort(why)
    session.send(silence)
    t.match(await session.close(), { seconds: 0.02, estimated: true })
    t.strictSame(told, [])
    t.strictSame(getEventListeners(leaving.signal, 'abort'), [])
    const { signal } = new AbortController()
    await (await opened.port.listen(listener({ signal }).ask)).close()
    t.strictSame(getEventListeners(signal, 'abort'), [])
  })
}

for (const [name, start] of Object.entries(all)) {
  t.test(`${name} keeps the contract of listening`, (t) => keepsTheContract(t, start))
}

t.test('Deepgram understands, and the built-in listener says that it does not', async (t) => {
  const chosen = async (settings: Record<string, string>) => {
    const { given, capabilities } = await openPorts({ listening }, readEnv(settings), portContext())
    const [row] = capabilities()
    return { row, understand: given.listening.map(({ port }) => port.understands) }
  }
  const upgrades = [{ adapter: 'deepgram', variables: ['DEEPGRAM_API_KEY'] }]
  t.match(await chosen({}), { row: { adapter: 'embedded', fallbacks: [], upgrades }, understand: [false] })
  const deepgram = { row: { adapter: 'deepgram', embedded: false, fallbacks: ['embedded'] }, understand: [true, false] }
  t.match(await chosen({ DEEPGRAM_API_KEY: 'k' }), deepgram)
})

t.test('The built-in listener tells where speech begins and ends', async (t) => {
  const { port } = await open('embedded')
  const { told, ask } = listener()
  const session = await port.listen(ask)
  const frames = new FrameSplitter().push(mulawTone(1))
  for (const frame of [silence, silence, ...frames, ...Array.from({ length: 30 }, () => silence)]) session.send(frame)
  t.strictSame(told, ['speech starts', 'utterance ends'])
})

async function startDeepgram(t: Test, play?: Play) {
  const server = await deepgramServer(t)
  if (play) server.play = play
  return { server, opened: await open('deepgram', server.env) }
}

t.test('What Deepgram understands is told as it comes', async (t) => {
  const { server, opened } = await startDeepgram(t)
  const { told, ask } = listener({ language: 'de' })
  const session = await opened.port.listen(ask)
  const say = (message: string) => server.socket().send(message)
  say(json({ type: 'SpeechStarted', channel: [0], timestamp: 0.1 }))
  say(results(''))
  say(results(' hello '))
  say(results('Hello there.', { is_final: true }))
  say(results('', { is_final: true }))
  say(results('', { is_final: true, speech_final: true }))
  say(json({ type: 'UtteranceEnd', channel: [0], last_word_end: 1.2 }))
  say(json({ type: 'SomethingNew', text: 'canary' }))
  say(results('x'.repeat(5_000), { channel: { alternatives: [] } }))
  say(results('a'.repeat(5_000), { is_final: true, speech_final: true }))
  session.send(silence)
  session.finalize()
  const usage = await session.close()
  t.strictSame(told, [
    'speech starts',
    'hello',
    { text: 'Hello there.', isEndOfSpeech: false },
    { text: '', isEndOfSpeech: true },
    'utterance ends',
    { text: 'a'.repeat(2_000), isEndOfSpeech: true },
    { text: 'so far', isEndOfSpeech: false },
    { text: 'the last words', isEndOfSpeech: true },
  ])
  t.strictSame(usage, { seconds: 0.02, estimated: false })
  const [request] = server.requests
  await request?.gone
  t.equal(request?.headers.authorization, `Token ${key}`)
  const { pathname, searchParams } = new URL(`ws://x${request?.path}`)
  t.equal(pathname, '/v1/listen')
  t.strictSame(Object.fromEntries(searchParams), {
    model: 'nova-3',
    encoding: 'mulaw',
    sample_rate: '8000',
    channels: '1',
    interim_results: 'true',
    endpointing: '300',
    utterance_end_ms: '1000',
    vad_events: 'true',
    smart_format: 'true',
    language: 'de',
  })
  t.strictSame(request?.messages, [160, { type: 'Finalize' }, { type: 'CloseStream' }])
})

/** How a session that is open is lost. */
const losses: Record<string, [Play, string]> = {
  'a lost connection': [(_, raw) => setTimeout(() => raw.destroy(), 20), 'unavailable'],
  'an end in order, which nobody asked for': [(socket) => socket.close(1000), 'bad_response'],
  'an end by a fault': [(socket) => socket.close(1011, 'canary NET-0001'), 'unavailable'],
  'an error': [(socket) => socket.send(json({ type: 'Error', description: 'canary' })), 'unavailable'],
  'no JSON': [(socket) => socket.send('canary'), 'bad_response'],
  'results of another form': [(socket) => socket.send(json({ type: 'Results', channel: 'canary' })), 'bad_response'],
  'a transcript that is none': [(socket) => socket.send(results(7 as never)), 'bad_response'],
  bytes: [(socket) => socket.send(Buffer.from('canary')), 'bad_response'],
  'a huge message': [(socket) => socket.send('c'.repeat(2 * 1024 * 1024)), 'bad_response'],
  'bytes that are no socket’s': [(_, raw) => raw.write('canary canary canary'), 'bad_response'],
}

t.test('deepgram: a session that is lost is told once, and is not opened again', async (t) => {
  for (const [title, [play, kind]] of Object.entries(losses))
    await t.test(`${title} is ${kind}`, async (t) => {
      const { server, opened } = await startDeepgram(t, play)
      const { told, ask } = listener()
      const session = await opened.port.listen(ask)
      await until(() => told.length > 0, 'it is told')
      t.equal(asFailure(t, told[0], opened.warnings).kind, kind)
      for (let at = 0; at < 5; at++) session.send(silence)
      opened.clock.now += 60_000
      await moment()
      t.strictSame(await session.close(), { seconds: 0, estimated: true })
      t.equal(told.length, 1, 'once')
      t.equal(server.requests.length, 1, 'no other session')
      await server.requests[0]?.gone
      t.equal(opened.clock.sleepers, 0, 'nothing waits')
    })
})

t.test('deepgram: in silence it is kept open; one that gives no sign of life is lost', async (t) => {
  let pings = 0
  const { server, opened } = await startDeepgram(t, (socket) => socket.on('ping', () => pings++))
  const { told, ask } = listener()
  const session = await opened.port.listen(ask)
  const { messages } = await requested(server, 1)
  const beat = async () => {
    const before = pings
    opened.clock.now += 2_500
    await until(() => pings > before, 'it is asked for a sign of life')
    await moment(60)
  }
  for (let at = 0; at < 3; at++) await beat()
  t.strictSame(messages, [{ type: 'KeepAlive' }, { type: 'KeepAlive' }, { type: 'KeepAlive' }])
  session.send(silence)
  await beat()
  t.strictSame(messages.slice(3), [160], 'not while it is sent something')
  t.strictSame(told, [])
  // It does not read any more, so that it answers no ping.
  server.socket().pause()
  for (let at = 0; at < 3; at++) {
    opened.clock.now += 2_500
    await moment()
  }
  t.match(told, [{ kind: 'timeout', message: 'deepgram gave no sign of life' }])
})

t.test('deepgram: one that takes nothing any more is lost before it fills the memory', async (t) => {
  const { server, opened } = await startDeepgram(t)
  const { told, ask } = listener()
  const session = await opened.port.listen(ask)
  await requested(server, 1)
  server.socket().pause()
  const minute = new Uint8Array(480_000)
  for (let at = 0; at < 100 && told.length === 0; at++) {
    session.send(minute)
    await moment(2)
  }
  t.match(told, [{ kind: 'timeout', message: 'deepgram does not take what it is sent' }])
})

t.test('deepgram: one that does not answer the closing is left after two seconds', async (t) => {
  const { opened } = await startDeepgram(t, () => {})
  const { told, ask } = listener()
  const session = await opened.port.listen(ask)
  for (let at = 0; at < 50; at++) session.send(silence)
  const closed = session.close()
  await moment()
  opened.clock.now += 2_000
  t.strictSame(await closed, { seconds: 1, estimated: true })
  t.strictSame(told, [])
})

t.test('deepgram: a number of seconds that is none is not believed', async (t) => {
  for (const duration of [-1, 1e9, '9', null]) {
    const { server, opened } = await startDeepgram(t, (socket) =>
      socket.on('message', (data: Buffer, isBinary) => {
        if (!isBinary && JSON.parse(data.toString()).type === 'CloseStream') {
          socket.send(json({ type: 'Metadata', duration }))
          socket.close(1000)
        }
      }),
    )
    const session = await opened.port.listen(listener().ask)
    session.send(silence)
    t.strictSame(await session.close(), { seconds: 0.02, estimated: true })
    t.equal(server.requests.length, 1)
  }
})

/** What Deepgram does instead of opening a socket. */
const refusals: Record<string, [Refuse, string, object?]> = {
  'no opening': [() => {}, 'timeout'],
  'a closed door': [(raw) => raw.destroy(), 'unavailable'],
  'opening with 401': [refuseWith(401), 'unavailable'],
  'opening with 400': [refuseWith(400), 'unavailable', { isAboutAsk: true }],
  'opening with 429': [refuseWith(429, 'retry-after: 7\r\n'), 'quota', { retryAfterMs: 7_000 }],
  'opening with 503': [refuseWith(503), 'unavailable'],
  'opening with a redirect': [refuseWith(302, 'location: http://127.0.0.1:9/canary\r\n'), 'bad_response'],
  'an answer that is no HTTP': [(raw) => raw.end('canary canary\r\n\r\n'), 'bad_response'],
}

t.test('deepgram: a session that cannot be opened fails in the words of the port', async (t) => {
  for (const [title, [refuse, kind, more]] of Object.entries(refusals))
    await t.test(`${title} is ${kind}`, async (t) => {
      const { server, opened } = await startDeepgram(t)
      server.refusals = [refuse]
      const { told, ask } = listener()
      const error = errorOf(opened.port.listen(ask))
      const { gone } = await requested(server, 1)
      if (kind === 'timeout') {
        await moment()
        opened.clock.now += 5_000
      }
      t.match({ ...asFailure(t, await error, opened.warnings) }, { kind, isAboutAsk: false, ...more })
      await gone
      t.strictSame(told, [], 'it is not told besides')
      t.equal(opened.clock.sleepers, 0)
    })
})

t.test('deepgram: a caller who goes while it opens gets the signal’s reason', async (t) => {
  const { server, opened } = await startDeepgram(t)
  server.refusals = [() => {}]
  const leaving = new AbortController()
  const error = errorOf(opened.port.listen(listener({ signal: leaving.signal }).ask))
  const { gone } = await requested(server, 1)
  leaving.abort(why)
  t.equal(await error, why)
  await gone
})

t.test('deepgram: after five failures it is not called', async (t) => {
  const { server, opened } = await startDeepgram(t)
  server.refusals = Array.from({ length: 5 }, () => refuseWith(503))
  for (let at = 0; at < 5; at++) await errorOf(opened.port.listen(listener().ask))
  t.match(await errorOf(opened.port.listen(listener().ask)), { kind: 'circuit_open', isCalled: false })
  t.equal(server.requests.length, 5)
  t.equal(opened.port.state(), 'degraded')
})
