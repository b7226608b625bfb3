import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { CarrierCall, Telephony } from '../../src/ports/telephony/port.ts'
import { errorOf, type OpenedAdapter } from '../fixtures/adapter.ts'
import { listenSilently } from '../fixtures/raw-http.ts'
import { dialling, failureOf, openSimulated, openTwilio } from '../fixtures/telephony.ts'
import type { TwilioTurn } from '../fixtures/twilio.ts'
import { untrusted } from '../fixtures/untrusted.ts'
import { until } from '../fixtures/valkey.ts'

type Start = (t: Test) => Promise<OpenedAdapter<Telephony>>
const all: Record<string, Start> = { twilio: openTwilio, simulated: openSimulated }
const why = new Error('the caller has gone')
const nobody = `CA${'0'.repeat(32)}`

/** The contract of every adapter. */
async function keepsTheContract(t: Test, start: Start) {
  t.test('What nobody could dial is refused before anything is sent, and not quoted', async (t) => {
    const { port } = await start(t)
    for (const to of [
      '4155550123',
      '+1415555012a',
      '+0415555012',
      '',
      '+',
      '+12',
      '+14155550123\n',
      `+${'1'.repeat(16)}`,
    ]) {
      const error = await errorOf(port.dial(dialling({ to })))
      t.ok(error instanceof TypeError && !(to && error.message.includes(to)), to)
    }
    for (const timeLimitSeconds of [0, -1, 1.5, Number.NaN, 14_401, Number.POSITIVE_INFINITY])
      t.ok((await errorOf(port.dial(dialling({ timeLimitSeconds })))) instanceof TypeError)
    for (const ringSeconds of [4, 601, Number.NaN])
      t.ok((await errorOf(port.dial(dialling({ ringSeconds })))) instanceof TypeError)
    t.strictSame(await port.listSince({ to: '+14155550123', since: new Date(0) }), [])
  })

  t.test('A caller who has gone before it begins gets the signal’s reason, and nothing is dialled', async (t) => {
    const { port } = await start(t)
    t.equal(await errorOf(port.dial(dialling({ signal: AbortSignal.abort(why) }))), why)
    t.strictSame(await port.listSince({ to: '+14155550123', since: new Date(0) }), [])
  })

  t.test('A signal that lives on keeps nothing of the calls', async (t) => {
    const { port } = await start(t)
    const { signal } = new AbortController()
    await port.dial(dialling({ signal }))
    t.strictSame(getEventListeners(signal, 'abort'), [])
  })

  t.test('A call that nobody has made is not found, cannot be hung up, and is no error', async (t) => {
    const { port } = await start(t)
    for (const sid of [nobody, 'CA', '', '../Calls', `${nobody}.json?x=`, 'MZ/../x'])
      t.strictSame([await port.find(sid), await port.hangUp(sid)], [undefined, false], sid)
  })

  t.test('No form without a signature of the carrier counts, nor one with any signature', async (t) => {
    const { port } = await start(t)
    for (const signature of [undefined, '', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', 'x'.repeat(10_000)]) {
      t.notOk(port.isSigned({ path: '/api/v1/voice/status', params: {}, signature }))
      t.notOk(port.isSigned({ path: '/api/v1/voice/stream', signature, isSocket: true }))
    }
    t.equal(port.readEvent({ about: 'status', form: {}, call_id: 'call-1' }), undefined)
  })

  t.test('TwiML holds what it is given as text, whatever it is', async (t) => {
    const { port } = await start(t)
    const evil = `"/><Say>'&\u0000\ufffe\ud800]]>`
    const answer = port.answerTwiml({ streamPath: '/api/v1/voice/stream', token: evil, call_id: evil })
    const held = '&quot;/&gt;&lt;Say&gt;&apos;&amp;\ufffd]]&gt;'
    const parameters = `<Parameter name="token" value="${held}"/><Parameter name="call_id" value="${held}"/>`
    const [, url, rest] =
      /^<\?xml version="1.0" encoding="UTF-8"\?><Response><Connect><Stream url="([^"]*)">(.*)$/.exec(answer) ?? []
    t.match(url, /^wss?:\/\/[^/]+\/api\/v1\/voice\/stream$/)
    t.equal(rest, `${parameters}</Stream></Connect></Response>`)
    t.match(port.sayTwiml(evil), `<Response><Say>${held}</Say><Hangup/></Response>`)
    t.match(port.hangUpTwiml(), '<Response><Hangup/></Response>')
  })

  t.test('A call is dialled, found, listed and hung up, as often as one likes', async (t) => {
    const { port, clock } = await start(t)
    const since = clock.clock.now()
    const { sid } = await port.dial(dialling())
    t.match(sid, /^CA[0-9a-f]{32}$/)
    const call: CarrierCall = {
      ...{ sid, to: '+14155550123', from: (await port.find(sid))?.from ?? '', isSimulated: port.name === 'simulated' },
      ...{ status: 'initiated', durationSeconds: null, priceMicroUsd: null, createdAt: since },
    }
    t.strictSame(await port.find(sid), call)
    t.strictSame(await port.listSince({ to: '+14155550123', since }), [call])
    t.strictSame(await port.listSince({ to: '+14155550124', since }), [])
    const { sid: second } = await port.dial(dialling({ call_id: 'call-2' }))
    t.strictSame(
      (await port.listSince({ to: '+14155550123', since })).map((it) => it.sid),
      [second, sid],
    )
    clock.now += 120_000
    t.strictSame(await port.listSince({ to: '+14155550123', since: clock.clock.now() }), [])
    const { sid: ringing } = await port.dial(dialling({ call_id: 'call-3' }))
    for (const _ of [1, 2]) t.equal(await port.hangUp(ringing), true)
    t.match(await port.find(ringing), { status: 'cancelled' })
    t.equal(port.state(), 'ok')
  })
}

for (const [name, start] of Object.entries(all)) {
  t.test(`${name} keeps the contract of telephony`, (t) => keepsTheContract(t, start))
}

/** What Twilio does with a call, and the failure that it becomes. */
const refusals: [TwilioTurn, string, string?][] = [
  ['hang', 'ambiguous'],
  ['accept and hang', 'ambiguous'],
  ['reset', 'ambiguous'],
  ['accept and reset', 'ambiguous'],
  ['accept and truncate', 'ambiguous'],
  ['html', 'ambiguous'],
  ['accept and nothing', 'ambiguous'],
  ['huge', 'ambiguous'],
  ['redirect', 'unavailable'],
  ...[{}, [], null, 'CA', { sid: 7 }, { sid: 'CAcanary' }].map((body): [TwilioTurn, string] => [{ body }, 'ambiguous']),
  ...[500, 502, 503, 504].map((status): [TwilioTurn, string] => [{ status }, 'ambiguous']),
  [{ status: 500, code: 20500 }, 'ambiguous'],
  [{ status: 503, code: 20503 }, 'unavailable'],
  ...[400, 401, 403, 404, 405, 408, 429].map((status): [TwilioTurn, string] => [{ status }, 'unavailable']),
  [{ status: 429, code: 20429 }, 'unavailable'],
  [{ status: 401, code: 20003 }, 'unavailable'],
  [{ status: 403, code: 20005 }, 'unavailable'],
  ...[21210, 21212, 21213].map((code): [TwilioTurn, string] => [{ status: 400, code }, 'unavailable']),
  ...[21201, 21211, 21214, 21217, 13224].map((code): [TwilioTurn, string, string] => {
    return [{ status: 400, code }, 'rejected', 'invalid_number']
  }),
  ...[21202, 21203, 21215, 21216, 13227].map((code): [TwilioTurn, string, string] => {
    return [{ status: code === 21215 ? 403 : 400, code }, 'rejected', 'not_allowed']
  }),
  [{ status: 400, code: 21219 }, 'rejected', 'unverified'],
  [{ status: 400, code: 10004 }, 'rejected', 'busy_account'],
  [{ status: 400, code: 99999 }, 'rejected', 'other'],
]

t.test('twilio fails in the words of the port, and asks once', async (t) => {
  for (const [turn, kind, reason] of refusals)
    await t.test(`${JSON.stringify(turn)} is ${kind}${reason ? ` (${reason})` : ''}`, async (t) => {
      const opened = await openTwilio(t)
      const { server, clock } = opened
      server.script = [turn]
      const failed = failureOf(t, opened, opened.port.dial(dialling()))
      if (String(turn).endsWith('hang')) {
        await until(() => server.requests.length === 1, 'the request came')
        clock.now += 15_000
      }
      t.match(await failed, { kind, reason })
      t.equal(server.requests.length, 1, 'it was asked once')
      t.equal(server.redirected(), 0, 'no redirect is followed')
    })
})

t.test('twilio that is not there, or has no name, surely has not dialled', async (t) => {
  const opened = await openTwilio(t)
  await opened.server.stop()
  t.match(await failureOf(t, opened, opened.port.dial(dialling())), { kind: 'unavailable' })
  const gone = new URL(opened.server.env.TWILIO_BASE_URL as string)
  for (const url of [`https://127.0.0.1:${gone.port}`, `http://localhost:${gone.port}`, 'https://nobody.invalid']) {
    const other = await openTwilio(t, { TWILIO_BASE_URL: url })
    t.match(await failureOf(t, other, other.port.dial(dialling())), { kind: 'unavailable' }, url)
  }
})

t.test('A server that nobody vouches for is sent nothing', async (t) => {
  let requests = 0
  const server = createServer(untrusted, () => requests++).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const opened = await openTwilio(t, { TWILIO_BASE_URL: `https://localhost:${(server.address() as AddressInfo).port}` })
  t.match(await failureOf(t, opened, opened.port.dial(dialling())), { kind: 'unavailable' })
  t.equal(requests, 0)
})

t.test('A server that takes the connection and says nothing leaves the call in doubt', async (t) => {
  const port = await listenSilently(t)
  const opened = await openTwilio(t, { TWILIO_BASE_URL: `http://127.0.0.1:${port}` })
  const failed = failureOf(t, opened, opened.port.dial(dialling()))
  await until(() => opened.clock.sleepers === 1, 'it waits')
  await new Promise((resolve) => setTimeout(resolve, 50))
  opened.clock.now += 15_000
  t.match(await failed, { kind: 'ambiguous', message: 'twilio did not answer within 15000 ms' })
})

t.test('A caller who goes after it was sent leaves the call in doubt, and the connection is closed', async (t) => {
  const opened = await openTwilio(t)
  const { server, port } = opened
  for (let at = 0; at < 6; at++) {
    const leaving = new AbortController()
    server.script = ['accept and hang']
    const failed = failureOf(t, opened, port.dial(dialling({ signal: leaving.signal })))
    await until(() => server.dialled() === at + 1, 'the call was made')
    leaving.abort(why)
    t.match(await failed, { kind: 'ambiguous' })
  }
  t.equal(port.state(), 'ok', 'it is no failure of the carrier')
})
