import fastify from 'fastify'
import t, { type Test } from 'tap'
import { WebSocketServer } from 'ws'
import { formBody } from '../../src/http/form-body.ts'
import type { CallEvent, Form } from '../../src/ports/telephony/port.ts'
import { systemClock } from '../../src/process/clock.ts'
import { MAX_MESSAGE_BYTES, type MediaEvent, MediaFault } from '../../src/services/media/frame.ts'
import { openPacer, type Pacer } from '../../src/services/media/pacer.ts'
import { openStreamReader } from '../../src/services/media/stream-reader.ts'
import { dialling, openTwilio } from '../fixtures/telephony.ts'
import { intoApp, toAddress } from '../fixtures/twilio.ts'
import { openStream } from '../fixtures/twilio-stream.ts'
import { until } from '../fixtures/valkey.ts'

/** The least that takes calls: webhooks that are checked, events that are kept, and a socket that listens and speaks. */
async function phone(t: Test) {
  const opened = await openTwilio(t)
  const { port } = opened
  const events: CallEvent[] = []
  const media: MediaEvent[] = []
  const pacers: Pacer[] = []
  const app = fastify()
  app.register(async (scope) => {
    formBody(scope)
    scope.post<{ Params: { about: 'answer' | 'status' | 'amd' }; Querystring: { call: string }; Body: Form }>(
      '/api/v1/voice/:about',
      async ({ params: { about }, query, body, raw, headers }, reply) => {
        const signature = headers['x-twilio-signature'] as string | undefined
        if (!port.isSigned({ path: raw.url as string, params: body, signature })) return reply.code(403).send('no')
        const event = port.readEvent({ about, form: body, call_id: query.call })
        if (event) events.push(event)
        if (about !== 'answer') return reply.code(204).send()
        return port.answerTwiml({ streamPath: '/api/v1/voice/stream', token: 'once & <only>', call_id: query.call })
      },
    )
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  app.server.on('upgrade', (request, socket, head) => {
    const signature = request.headers['x-twilio-signature'] as string | undefined
    if (!port.isSigned({ path: request.url as string, signature, isSocket: true }))
      return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (client) => {
      const reader = openStreamReader(systemClock)
      client.on('error', () => {})
      client.on('message', (data, isBinary) => {
        try {
          if (isBinary) throw new MediaFault('a message must be text')
          const event = reader.read(data.toString())
          media.push(event)
          if (event.event === 'start')
            pacers.push(openPacer({ clock: systemClock, streamSid: event.streamSid, send: (it) => client.send(it) }))
        } catch (error) {
          client.close(1008, (error as Error).message)
        }
      })
      client.on('close', () => pacers.at(-1)?.close())
    })
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => {
    for (const client of sockets.clients) client.terminate()
    await app.close()
  })
  opened.server.reach = toAddress(origin)
  return { ...opened, app, events, media, pacers, origin }
}

t.test('A call from its dial to its end: asked, told, heard and spoken', async (t) => {
  const { port, server, events, media, pacers, origin } = await phone(t)
  const { sid } = await port.dial(dialling())
  for (const status of ['initiated', 'ringing'] as const) t.equal((await server.tell(sid, status)).status, 204)
  const answer = await server.answer(sid)
  t.equal(answer.status, 200)
  const stream = await openStream(t, server, { sid, twiml: answer.body, origin })
  await until(() => pacers.length === 1, 'the stream has started')
  const start = media.find((it) => it.event === 'start')
  t.ok(start?.event === 'start' && start.callSid === sid)
  t.strictSame(start?.event === 'start' && [...start.parameters], [
    ['token', 'once & <only>'],
    ['call_id', 'call-1'],
  ])
  await server.tell(sid, 'in-progress')
  await server.detect(sid, 'human').tell()
  stream.speak(Buffer.alloc(1_000, 1))
  stream.press('5')
  await until(() => media.some((it) => it.event === 'dtmf'), 'a digit came')
  t.equal(media.filter((it) => it.event === 'media').length, 7)
  const pacer = pacers[0] as Pacer
  pacer.write(Buffer.alloc(800, 2))
  pacer.mark('said')
  await until(() => media.some((it) => it.event === 'mark' && it.name === 'said'), 'the mark came back')
  t.strictSame(stream.heard(), Buffer.alloc(800, 2))
  pacer.clear()
  await until(() => stream.received.at(-1)?.event === 'clear', 'it was cleared')
  t.equal(stream.heard().length, 0)
  stream.stop()
  t.match(await stream.closed, { code: 1005 })
  await server.tell(sid, 'completed', { CallDuration: '12' })
  t.strictSame(
    events.map((it) => `${it.source} ${it.sequence} ${it.status}`),
    [
      'call-progress-events 0 initiated',
      'call-progress-events 1 ringing',
      'answer 0 in_progress',
      'call-progress-events 2 in_progress',
      'amd 0 in_progress',
      'call-progress-events 3 completed',
    ],
  )
  t.match(events.at(-1), { sid, call_id: 'call-1', durationSeconds: 12 })
  t.match(await port.find(sid), { status: 'completed', durationSeconds: 12 })
})

t.test('A phone may ring, and be answered, before we know that it was dialled', async (t) => {
  const { port, server, events, app } = await phone(t)
  server.reach = intoApp(app)
  const release = server.hold()
  const dialled = port.dial(dialling())
  await until(() => server.dialled() === 1, 'the call was made')
  const { sid } = server.newest()
  for (const status of ['initiated', 'ringing', 'in-progress'] as const) await server.tell(sid, status)
  t.strictSame(
    events.map((it) => [it.sid, it.call_id, it.status]),
    [
      [sid, 'call-1', 'initiated'],
      [sid, 'call-1', 'ringing'],
      [sid, 'call-1', 'in_progress'],
    ],
  )
  release()
  t.strictSame(await dialled, { sid })
})

t.test('What has happened can be told late, twice and in any order', async (t) => {
  const { port, server, events, app } = await phone(t)
  server.reach = intoApp(app)
  const { sid } = await port.dial(dialling())
  const happened = (['initiated', 'ringing', 'in-progress', 'completed'] as const).map((it) => server.happen(sid, it))
  for (const at of [3, 1, 1, 0, 3, 2]) t.equal((await happened[at]?.tell())?.status, 204)
  t.strictSame(
    events.map((it) => it.sequence),
    [3, 1, 1, 0, 3, 2],
  )
  const { path, headers, payload } = happened[0] as (typeof happened)[number]
  t.equal((await server.reach({ path: path.replace('call-1', 'call-2'), headers, payload })).status, 403)
  t.equal((await server.reach(server.signed(path, { CallSid: sid }, 'canary-of-nobody'))).status, 403)
  t.equal(events.length, 6)
})

t.test('A socket is opened by the carrier alone, and closed for what it should not send', async (t) => {
  const { port, server, origin, media } = await phone(t)
  const { sid } = await port.dial(dialling())
  const { body: twiml } = await server.answer(sid)
  for (const token of [null, 'canary-of-nobody']) {
    const refused = await openStream(t, server, { sid, twiml, origin, token })
    t.match(await refused.closed, { code: 403 })
  }
  const faults: [string, number, (stream: Awaited<ReturnType<typeof openStream>>) => void][] = [
    ['no JSON', 1008, (stream) => stream.raw('canary')],
    ['bytes', 1008, (stream) => stream.raw(Buffer.from([1, 2, 3]))],
    ['a megabyte', 1009, (stream) => stream.raw('x'.repeat(1024 * 1024))],
    ['audio before start', 1008, (stream) => stream.speak(Buffer.alloc(160))],
    [
      'a thousand frames',
      1008,
      (stream) => {
        stream.send('start', {
          start: {
            streamSid: stream.streamSid,
            callSid: sid,
            mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
          },
        })
        stream.speak(Buffer.alloc(160_000))
      },
    ],
  ]
  for (const [title, code, misbehave] of faults) {
    const stream = await openStream(t, server, { sid, twiml, origin, starts: false })
    misbehave(stream)
    t.match(await stream.closed, { code }, title)
  }
  t.ok(media.length < 600)
  const cut = await openStream(t, server, { sid, twiml, origin })
  cut.cut()
  t.match(await cut.closed, { code: 1006 })
})
