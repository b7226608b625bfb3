import t, { type Test } from 'tap'
import type { Engine } from '../../../db/columns.ts'
import { codeTwiml } from '../../../src/domains/phone/actions.ts'
import { phoneOf } from '../../fixtures/phone.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { intoApp, type TwilioServer, twilioServer } from '../../fixtures/twilio.ts'
import { engines, onBothAlone, type World, world } from '../../fixtures/world.ts'

const number = '+14155550123'

const production = {
  APP_ENV: 'production',
  LOG_LEVEL: 'info',
  EMBEDDED_OK: 'database,blobs,inference',
  ALLOWED_ORIGINS: 'none',
}

/** With Twilio, in production. */
function onTwilio(t: Test, title: string, run: (t: Test, it: World, server: TwilioServer) => Promise<void>) {
  for (const engine of engines)
    t.test(`${title} (${engine})`, async (t) => {
      const server = await twilioServer(t)
      await run(t, await withTwilio(t, engine, server), server)
    })
}

const withTwilio = (t: Test, engine: Engine, server: TwilioServer) => world(t, engine, { ...production, ...server.env })

const codesIn = ({ deps }: World) =>
  deps.db.selectFrom('verification_codes').select('id').where('created_at', '>', '2026-11-01').execute()
const costsIn = ({ deps }: World) =>
  deps.db.selectFrom('spend_events').select(['owner', 'service', 'state', 'cost_micro_usd']).execute()

/** The code that the answer to the carrier says. */
const told = (twiml: string) => /is: ((\d, ){5}\d)\./.exec(twiml)?.[1]?.replaceAll(', ', '')

const tokenIn = (server: TwilioServer) =>
  new URL(String(server.newest().form.get('Url'))).pathname.replace('/api/v1/voice/code/', '')

onBothAlone(
  t,
  'In production, a simulated telephone sends no code, and the log has none',
  async (t, it) => {
    const reply = await phoneOf(it).send(number)
    t.strictSame(refusalOf(reply), [503, 'verification-unavailable'])
    t.equal(reply.headers['retry-after'], '60')
    t.strictSame(await codesIn(it), [])
    t.notMatch(it.logged.join('\n'), /"code":"|simulated telephone|4155550123/)
  },
  production,
)

onTwilio(t, 'A number that the carrier does not know is refused, and counts for nobody', async (t, it, server) => {
  server.script.push({ status: 400, code: 21211 })
  t.strictSame(refusalOf(await phoneOf(it).send(number)), [400, 'invalid-request', 'body.phone_number'])
  t.strictSame(await codesIn(it), [])
  t.match(await costsIn(it), [{ state: 'released', cost_micro_usd: 0 }])
})

onTwilio(t, 'A carrier that makes no calls is told, and its answer is not', async (t, it, server) => {
  for (const turn of [
    { status: 429, code: 20429 },
    { status: 401, code: 20003 },
    { status: 400, code: 21215 },
    'away',
  ]) {
    if (typeof turn === 'string') await server.stop()
    else server.script.push(turn)
    const reply = await phoneOf(it).send(number)
    t.strictSame(refusalOf(reply), [503, 'verification-unavailable'], JSON.stringify(turn))
    t.notMatch(reply.body, /canary|415/)
  }
  t.strictSame(await codesIn(it), [])
  t.notMatch(it.logged.join('\n'), /canary: |4155550123/)
})

onTwilio(
  t,
  'When the answer of the carrier is lost, the phone may ring, and the code is valid',
  async (t, it, server) => {
    server.script.push('accept and reset')
    t.equal((await phoneOf(it).send(number)).statusCode, 202)
    t.equal(server.dialled(), 1)
    const code = told(codeTwiml(it.deps, tokenIn(server)))
    t.equal((await phoneOf(it).check(number, code)).statusCode, 200)
    t.match(await costsIn(it), [{ owner: null, service: 'call', state: 'spent', cost_micro_usd: 14_000 }])
  },
)

for (const engine of engines)
  t.test(`What the service may spend in a day bounds the calls (${engine})`, async (t) => {
    const server = await twilioServer(t)
    const it = await world(t, engine, { ...production, ...server.env, SERVICE_DAILY_LIMIT_MICRO_USD: '20000' })
    t.equal((await phoneOf(it).send(number)).statusCode, 202)
    t.strictSame(refusalOf(await phoneOf(it).send(number)), [503, 'verification-unavailable'])
    t.equal(server.dialled(), 1)
    t.equal((await codesIn(it)).length, 1)
  })

onTwilio(t, 'What the carrier asks for says the code, until it ends, and nothing to others', async (t, it, server) => {
  await phoneOf(it).send(number)
  const token = tokenIn(server)
  const hangUp = it.deps.telephony.hangUpTwiml()
  const changed = `${token.slice(0, -5)}${token.at(-5) === 'A' ? 'B' : 'A'}${token.slice(-4)}`
  for (const other of ['', 'x', token.slice(1), changed, `${'A'.repeat(80)}`])
    t.equal(codeTwiml(it.deps, other), hangUp, other)
  t.match(codeTwiml(it.deps, token), /<Say>.*(\d, ){5}\d.*<\/Say><Hangup\/>/)
  it.clock.now += 10 * 60_000
  t.equal(codeTwiml(it.deps, token), hangUp)
})

onTwilio(
  t,
  'A call of a minute at most tells the code, which stands in no log and no address',
  async (t, it, server) => {
    const { send, check } = phoneOf(it)
    const reply = await send(number)
    t.equal(reply.statusCode, 202)
    t.match(reply.json(), { phone_number: '…0123', simulated: false })
    const { form } = server.newest()
    t.strictSame([form.get('To'), form.get('TimeLimit'), form.get('Timeout')], [number, '60', '30'])
    t.match(form.get('StatusCallback'), /\/api\/v1\/voice\/status\?call=code-[0-9a-f-]{36}$/)
    const code = String(told(codeTwiml(it.deps, tokenIn(server))))
    t.match(code, /^\d{6}$/)
    t.notMatch(reply.body, code)
    t.notMatch(Buffer.from(tokenIn(server), 'base64url').toString('latin1'), code)
    t.equal((await check(number, code)).statusCode, 200)
    t.notMatch(it.logged.join('\n'), new RegExp(`${code}|4155550123|${tokenIn(server)}`))
  },
)

onTwilio(
  t,
  'The carrier asks what a call is about, and the code that it says verifies the number',
  async (t, it, server) => {
    server.reach = intoApp(it.app)
    const { send, check } = phoneOf(it)
    t.equal((await send(number)).statusCode, 202)
    const answer = await server.answer(server.newest().sid)
    t.equal(answer.status, 200)
    t.match(await check(number, told(answer.body) as string), { statusCode: 200 })
    const ended = await server.happen(server.newest().sid, 'completed', { CallDuration: '7' }).tell()
    t.strictSame([ended.status, ended.body], [204, ''])
  },
)

onTwilio(t, 'What the carrier has not signed is refused, and tells no code', async (t, it, server) => {
  await phoneOf(it).send(number)
  const path = new URL(String(server.newest().form.get('Url'))).pathname
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const signature of [undefined, '', 'x', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=']) {
    const signed = signature === undefined ? headers : { ...headers, 'x-twilio-signature': signature }
    for (const url of [path, '/api/v1/voice/status?call=code-x']) {
      const reply = await it.app.inject({ method: 'POST', url, headers: signed, payload: 'CallSid=CA1' })
      t.equal(reply.statusCode, 403, url)
      t.notMatch(reply.body, /\d, \d/)
    }
  }
  const json = await it.app.inject({ method: 'POST', url: path, payload: {} })
  t.equal(json.statusCode, 415)
})
