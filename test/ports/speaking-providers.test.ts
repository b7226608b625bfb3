import type { RequestListener } from 'node:http'
import t, { type Test } from 'tap'
import { errorOf } from '../fixtures/adapter.ts'
import { failing, heard, open, sentence } from '../fixtures/speaking.ts'
import {
  deepgramServer,
  elevenLabsServer,
  json,
  key,
  moment,
  mulawTone,
  type Play,
  type Refuse,
  refuseWith,
  requested,
} from '../fixtures/speech.ts'

const nothingMore = {
  retryAfterMs: undefined,
  usage: undefined,
  isAboutAsk: false,
  isCalled: true,
  category: undefined,
}
const about = { isAboutAsk: true }

const status =
  (code: number, headers: Record<string, string> = {}, body: unknown = 'canary'): RequestListener =>
  (_request, response) =>
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const audio =
  (play: (...args: Parameters<RequestListener>) => void, type = 'audio/basic'): RequestListener =>
  (request, response) => {
    response.writeHead(200, { 'content-type': type })
    play(request, response)
  }
const detail = (word: string) => ({ detail: { status: word, message: 'canary' } })

const cutOff = audio((request, response) =>
  response.write(mulawTone(), () => setTimeout(() => request.socket.destroy(), 20)),
)

/** What ElevenLabs does, the failure that it becomes, and what else the failure says. */
const overHttp: Record<string, [RequestListener, string, object?]> = {
  'no answer': [() => {}, 'timeout'],
  'an answer without sound': [audio((_, response) => response.flushHeaders()), 'timeout'],
  'sound that stops': [audio((_, response) => response.write(mulawTone())), 'timeout'],
  'a lost connection': [(request) => request.socket.destroy(), 'unavailable'],
  'sound that is cut off': [cutOff, 'unavailable'],
  ...Object.fromEntries(
    [401, 403, 404, 500, 502, 503].map((code) => [`status ${code}`, [status(code), 'unavailable']] as const),
  ),
  'status 400': [status(400), 'unavailable', about],
  'status 422': [status(422), 'unavailable', about],
  'status 429': [status(429, { 'retry-after': '12' }), 'quota', { retryAfterMs: 12_000 }],
  'a quota that is used up': [status(401, {}, detail('quota_exceeded')), 'quota'],
  'a voice that is unknown': [status(404, {}, detail('voice_not_found')), 'unavailable', about],
  'a redirect': [status(302, { location: 'http://127.0.0.1:9/canary' }), 'bad_response'],
  'a page': [status(200, { 'content-type': 'text/html' }), 'bad_response'],
  JSON: [status(200), 'bad_response'],
  'no bytes': [audio((_, response) => response.end()), 'bad_response'],
  'far too much': [
    audio((_, response) => {
      const more = () => response.write(Buffer.alloc(1024 * 1024, 0x55)) && setImmediate(more)
      response.on('drain', more).on('error', () => {})
      more()
    }),
    'bad_response',
  ],
}

t.test('elevenlabs fails in the words of the port', async (t) => {
  for (const [title, [turn, kind, more]] of Object.entries(overHttp))
    await t.test(`${title} is ${kind}`, async (t) => {
      const server = await elevenLabsServer(t)
      const opened = await open(t, 'elevenlabs', server.env)
      server.script = [turn]
      const failed = failing(t, opened)
      const request = await requested(server, 1)
      if (kind === 'timeout') {
        await moment()
        opened.clock.now += 8_000
      }
      t.strictSame({ ...(await failed) }, { kind, ...nothingMore, ...more })
      await request.gone
      t.equal(server.requests.length, 1, 'it was asked once')
    })
})

t.test('elevenlabs is asked as its API wants it, with the key in a header alone', async (t) => {
  const server = await elevenLabsServer(t)
  const { port } = await open(t, 'elevenlabs', { ...server.env, ELEVENLABS_MODEL: 'eleven_v9' })
  const speech = port.speak(sentence({ voice: { id: 'kal', elevenlabs: 'a/b ?c' } }))
  await heard(speech)
  t.equal(speech.model, 'eleven_v9')
  t.equal(server.requests[0]?.path, '/v1/text-to-speech/a%2Fb%20%3Fc/stream?output_format=ulaw_8000')
  t.equal(server.requests[0]?.headers['xi-api-key'], key)
  t.strictSame(server.requests[0]?.messages, [{ text: sentence().text, model_id: 'eleven_v9' }])
})

t.test('What is refused has not been handed over; what breaks off has, and its sound so far was heard', async (t) => {
  const server = await elevenLabsServer(t)
  const opened = await open(t, 'elevenlabs', server.env)
  server.script = [status(500), cutOff]
  const [refused, cut] = [opened.port.speak(sentence()), opened.port.speak(sentence())]
  await errorOf(heard(refused))
  t.equal(refused.usage().characters, 0)
  let frames = 0
  const reading = (async () => {
    for await (const _ of cut) frames++
  })()
  t.match(await errorOf(reading), { kind: 'unavailable' })
  t.equal(frames, 25)
  t.equal(cut.usage().characters, 48)
})

t.test('A warning names what to mend; an unknown voice leaves the others spoken', async (t) => {
  const server = await elevenLabsServer(t)
  const opened = await open(t, 'elevenlabs', server.env)
  server.script = [status(401), ...Array.from({ length: 6 }, () => status(404, {}, detail('voice_not_found')))]
  for (const _ of server.script.slice()) await failing(t, opened)
  t.strictSame(opened.warnings, [
    'elevenlabs does not accept ELEVENLABS_API_KEY (401)',
    'elevenlabs does not know a voice',
  ])
  t.ok((await heard(opened.port.speak(sentence()))).length > 0)
})

t.test('After five failures it is not called for 30 seconds', async (t) => {
  const server = await elevenLabsServer(t)
  const opened = await open(t, 'elevenlabs', server.env)
  server.script = Array.from({ length: 5 }, () => status(503))
  for (const _ of server.script.slice()) await failing(t, opened)
  t.match(await failing(t, opened), { kind: 'circuit_open', retryAfterMs: 30_000, isCalled: false })
  t.equal(opened.port.state(), 'degraded')
  t.equal(server.requests.length, 5)
  opened.clock.now += 30_000
  await heard(opened.port.speak(sentence()))
  t.equal(opened.port.state(), 'ok')
})

const afterFlush =
  (play: Play): Play =>
  (socket, raw) =>
    socket.on('message', (data: Buffer) => JSON.parse(data.toString()).type === 'Flush' && play(socket, raw))

/** What Deepgram does when its socket is open. */
const overSocket: Record<string, [Play, string, object?]> = {
  'no answer': [() => {}, 'timeout'],
  'sound that stops': [afterFlush((socket) => socket.send(mulawTone())), 'timeout'],
  'a lost connection': [(_, raw) => raw.destroy(), 'unavailable'],
  'sound that is cut off': [
    afterFlush((socket, raw) => socket.send(mulawTone(), () => setTimeout(() => raw.destroy(), 20))),
    'unavailable',
  ],
  'an end in the middle': [afterFlush((socket) => socket.close(1000)), 'bad_response'],
  'an end by a fault': [afterFlush((socket) => socket.close(1011, 'canary')), 'unavailable'],
  'an error': [afterFlush((socket) => socket.send(json({ type: 'Error', description: 'canary' }))), 'unavailable'],
  'no JSON': [afterFlush((socket) => socket.send('canary')), 'bad_response'],
  'JSON of another form': [afterFlush((socket) => socket.send('["canary"]')), 'bad_response'],
  'no sound': [afterFlush((socket) => socket.send(json({ type: 'Flushed' }))), 'bad_response'],
  'a huge message': [afterFlush((socket) => socket.send(Buffer.alloc(2 * 1024 * 1024))), 'bad_response'],
  'far too much': [
    afterFlush((socket) => {
      for (let at = 0; at < 60; at++) socket.send(Buffer.alloc(100_000, 0x55))
    }),
    'bad_response',
  ],
  'bytes that are no socket’s': [(_, raw) => raw.write('HTTP/1.1 200 canary\r\n\r\ncanary'), 'bad_response'],
}
/** What Deepgram does instead of opening one. */
const instead: Record<string, [Refuse, string, object?]> = {
  'no opening': [() => {}, 'timeout'],
  'a closed door': [(raw) => raw.destroy(), 'unavailable'],
  ...Object.fromEntries(
    [401, 403, 404, 500, 503].map((code) => [`opening with ${code}`, [refuseWith(code), 'unavailable']] as const),
  ),
  'opening with 400': [refuseWith(400), 'unavailable', about],
  'opening with 429': [refuseWith(429, 'retry-after: 7\r\n'), 'quota', { retryAfterMs: 7_000 }],
  'opening with 200': [refuseWith(200), 'bad_response'],
  'opening with a redirect': [refuseWith(302, 'location: http://127.0.0.1:9/canary\r\n'), 'bad_response'],
  'an answer that is no HTTP': [(raw) => raw.end('canary canary\r\n\r\n'), 'bad_response'],
  'a wrong handshake': [
    (raw) =>
      raw.end(
        'HTTP/1.1 101 canary\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: canary\r\n\r\n',
      ),
    'bad_response',
  ],
}

async function startDeepgram(t: Test) {
  const server = await deepgramServer(t)
  return { server, opened: await open(t, 'deepgram', server.env) }
}

t.test('deepgram fails in the words of the port', async (t) => {
  const cases = [
    ...Object.entries(overSocket).map(([title, [play, ...rest]]) => [title, { play }, rest] as const),
    ...Object.entries(instead).map(([title, [refuse, ...rest]]) => [title, { refusals: [refuse] }, rest] as const),
  ]
  for (const [title, change, [kind, more]] of cases)
    await t.test(`${title} is ${kind}`, async (t) => {
      const { server, opened } = await startDeepgram(t)
      Object.assign(server, change)
      const failed = failing(t, opened)
      const request = await requested(server, 1)
      if (kind === 'timeout') {
        await moment()
        opened.clock.now += 8_000
      }
      t.strictSame({ ...(await failed) }, { kind, ...nothingMore, ...more })
      await request.gone
      t.equal(server.requests.length, 1, 'it was asked once')
    })
})

t.test('deepgram that is not there is unavailable', async (t) => {
  const { server, opened } = await startDeepgram(t)
  await server.stop()
  t.match(await failing(t, opened), { kind: 'unavailable', message: 'deepgram cannot be reached' })
})

t.test(
  'deepgram is asked as its API wants it, with the key in a header alone, and is told when to close',
  async (t) => {
    const server = await deepgramServer(t)
    const { port } = await open(t, 'deepgram', { ...server.env, DEEPGRAM_SPEAK_MODEL: 'aura-9' })
    const speech = port.speak(sentence())
    await heard(speech)
    t.equal(speech.model, 'aura-9')
    t.equal(server.requests[0]?.path, '/v1/speak?model=aura-9&encoding=mulaw&sample_rate=8000')
    t.equal(server.requests[0]?.headers.authorization, `Token ${key}`)
    await server.requests[0]?.gone
    const { text } = sentence()
    t.strictSame(server.requests[0]?.messages, [{ type: 'Speak', text }, { type: 'Flush' }, { type: 'Close' }])
    const own = port.speak(sentence({ voice: { id: 'slt', deepgram: 'aura-2-zeus-en' } }))
    await heard(own)
    t.equal(own.model, 'aura-2-zeus-en')
    t.match(server.requests[1]?.path, 'model=aura-2-zeus-en')
  },
)

t.test('Warnings and kinds of message that are new are passed over', async (t) => {
  const { server, opened } = await startDeepgram(t)
  server.play = afterFlush((socket) => {
    socket.send(json({ type: 'Warning', code: 'canary', description: 'canary' }))
    socket.send(mulawTone())
    socket.send(json({ type: 'SomethingNew' }))
    socket.send(json({ type: 'Flushed' }))
  })
  t.equal((await heard(opened.port.speak(sentence()))).length, 26 * 160)
})

t.test('A warning of Deepgram names the key, or the model', async (t) => {
  const { server, opened } = await startDeepgram(t)
  server.refusals = [refuseWith(401), refuseWith(404)]
  for (const _ of [1, 2]) await failing(t, opened)
  t.strictSame(opened.warnings, [
    'deepgram does not accept DEEPGRAM_API_KEY (401)',
    'deepgram does not know the address or the model: see DEEPGRAM_BASE_URL and DEEPGRAM_SPEAK_MODEL (404)',
  ])
})
