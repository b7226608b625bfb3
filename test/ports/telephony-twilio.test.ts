import t from 'tap'
import { readEnv } from '../../src/config.ts'
import { portProblems } from '../../src/deps.ts'
import { openPorts } from '../../src/ports/open.ts'
import { telephony } from '../../src/ports/telephony/index.ts'
import { microUsdOf } from '../../src/ports/telephony/price.ts'
import { portContext } from '../fixtures/port-context.ts'
import { dialling, failureOf, openTwilio } from '../fixtures/telephony.ts'
import { until } from '../fixtures/valkey.ts'

t.test('A dial whose answer is lost is found by the number, and not dialled again', async (t) => {
  const opened = await openTwilio(t)
  const { server, port, clock } = opened
  await port.dial(dialling({ call_id: 'an-earlier-one' }))
  clock.now += 3_600_000
  const since = clock.clock.now()
  server.script = ['accept and hang']
  const failed = failureOf(t, opened, port.dial(dialling()))
  await until(() => server.dialled() === 2, 'the call was made')
  clock.now += 15_000
  t.equal((await failed).kind, 'ambiguous')
  const found = await port.listSince({ to: '+14155550123', since })
  t.strictSame(
    found.map(({ sid }) => sid),
    [server.newest().sid],
  )
  t.equal(server.dialled(), 2)
})

t.test('Calls of a minute before, and of unknown time, are listed: clocks differ', async (t) => {
  const { server, port, clock } = await openTwilio(t)
  await port.dial(dialling())
  clock.now += 59_000
  t.equal((await port.listSince({ to: '+14155550123', since: clock.clock.now() })).length, 1)
  clock.now += 2_000
  t.equal((await port.listSince({ to: '+14155550123', since: clock.clock.now() })).length, 0)
  server.newest().createdAt = null
  t.match(await port.listSince({ to: '+14155550123', since: clock.clock.now() }), [{ createdAt: null }])
  const { query } = server.requests.at(-1) as (typeof server.requests)[number]
  t.strictSame(Object.fromEntries(query), { To: '+14155550123', From: server.from, PageSize: '100' })
})

t.test('A list with one call that cannot be read is none: it may be the one', async (t) => {
  const opened = await openTwilio(t)
  const { server, port } = opened
  const call = { sid: `CA${'a'.repeat(32)}`, status: 'queued' }
  for (const body of [
    {},
    { calls: 1 },
    { calls: [{ ...call, sid: 'x' }] },
    { calls: [call, { ...call, status: 'canary' }] },
    null,
  ]) {
    server.script = [{ body }]
    const failed = await failureOf(t, opened, port.listSince({ to: '+14155550123', since: new Date(0) }))
    t.equal(failed.kind, 'unavailable')
  }
  server.script = [{ body: { calls: [call] } }]
  t.match(await port.listSince({ to: '+14155550123', since: new Date(0) }), [{ status: 'initiated', to: '' }])
})

t.test('What is no dial fails as unavailable, for it may be asked again', async (t) => {
  const opened = await openTwilio(t)
  const { server, port } = opened
  const { sid } = await port.dial(dialling())
  for (const turn of [
    'reset',
    'html',
    'truncate',
    'huge',
    'redirect',
    { status: 500 },
    { status: 404 },
    { status: 400, code: 99999 },
  ] as const) {
    const asks = [() => port.find(sid), () => port.listSince({ to: '+14155550123', since: new Date(0) })]
    for (const ask of turn === 'html' || turn === 'truncate' || turn === 'huge'
      ? asks
      : [...asks, () => port.hangUp(sid)]) {
      server.script = [turn]
      t.match(await failureOf(t, opened, ask()), { kind: 'unavailable', reason: undefined }, JSON.stringify(turn))
    }
  }
  t.equal(port.state(), 'ok')
  server.script = [{ status: 400, code: 21220 }]
  t.equal(await port.hangUp(sid), true, 'it has ended already')
})

t.test('After five failures no call is made for a while, but calls are still hung up and found', async (t) => {
  const opened = await openTwilio(t)
  const { server, port, clock } = opened
  const { sid } = await port.dial(dialling())
  server.script = [1, 2, 3, 4, 5].map(() => ({ status: 500 }))
  for (const _ of [1, 2, 3, 4, 5]) await failureOf(t, opened, port.dial(dialling()))
  t.match(await failureOf(t, opened, port.dial(dialling())), { kind: 'unavailable', retryAfterMs: 30_000 })
  t.equal(port.state(), 'degraded')
  t.equal(server.requests.length, 6)
  t.equal(await port.hangUp(sid), true)
  t.match(await port.find(sid), { status: 'cancelled' })
  clock.now += 30_000
  await port.dial(dialling())
  t.equal(port.state(), 'ok')
})

t.test('A carrier that wants fewer calls is left alone for as long as it says', async (t) => {
  const opened = await openTwilio(t)
  const { server, port, clock } = opened
  server.script = [{ status: 429, code: 20429, headers: { 'retry-after': '7' } }]
  t.match(await failureOf(t, opened, port.dial(dialling())), { kind: 'unavailable', retryAfterMs: 7_000 })
  t.match(await failureOf(t, opened, port.dial(dialling())), { kind: 'unavailable', retryAfterMs: 7_000 })
  t.equal(server.requests.length, 1)
  clock.now += 7_000
  await port.dial(dialling())
})

t.test('Numbers that the carrier declines leave it called', async (t) => {
  const opened = await openTwilio(t)
  opened.server.script = [1, 2, 3, 4, 5, 6].map(() => ({ status: 400, code: 21211 }))
  for (const _ of [1, 2, 3, 4, 5, 6]) await failureOf(t, opened, opened.port.dial(dialling()))
  await opened.port.dial(dialling())
  t.equal(opened.port.state(), 'ok')
  t.strictSame(opened.warnings, [])
})

t.test('A warning names what to mend, once a minute', async (t) => {
  for (const [turn, told] of [
    [{ status: 401, code: 20003 }, 'twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (401)'],
    [{ status: 400, code: 21212 }, 'twilio does not let TWILIO_FROM_NUMBER call (400)'],
    [{ status: 403, code: 20005 }, 'the account of TWILIO_ACCOUNT_SID is not active (403)'],
    [{ status: 403, code: 21215 }, 'twilio refuses a call (code 21215): see its list of errors'],
    [{ status: 403 }, 'twilio, or what stands before it, refuses what it is asked: see TWILIO_BASE_URL (403)'],
    ['redirect', 'twilio answers with a redirect: see TWILIO_BASE_URL'],
  ] as const) {
    const opened = await openTwilio(t)
    opened.server.script = [turn, turn]
    for (const _ of [1, 2]) await failureOf(t, opened, opened.port.dial(dialling()))
    t.strictSame(opened.warnings, [told])
  }
})

t.test('It is asked as its API wants it, always with a limit', async (t) => {
  const { server, port } = await openTwilio(t, { PUBLIC_URL: 'https://lore.example.test/under/' })
  const { sid } = await port.dial(dialling())
  await port.dial(dialling({ amdPath: undefined, timeLimitSeconds: 60 }))
  await port.hangUp(sid)
  const [first, second, third] = server.requests
  t.equal(first?.authorization, `Basic ${Buffer.from(`${server.accountSid}:${server.token}`).toString('base64')}`)
  t.strictSame([first?.method, first?.path], ['POST', '/Calls.json'])
  t.strictSame(
    [...(first?.form ?? [])],
    [
      ['To', '+14155550123'],
      ['From', server.from],
      ['Url', 'https://lore.example.test/under/api/v1/voice/answer?call=call-1'],
      ['Method', 'POST'],
      ['Timeout', '30'],
      ['TimeLimit', '300'],
      ['StatusCallback', 'https://lore.example.test/under/api/v1/voice/status?call=call-1'],
      ['StatusCallbackMethod', 'POST'],
      ['StatusCallbackEvent', 'initiated'],
      ['StatusCallbackEvent', 'ringing'],
      ['StatusCallbackEvent', 'answered'],
      ['StatusCallbackEvent', 'completed'],
      ['MachineDetection', 'Enable'],
      ['AsyncAmd', 'true'],
      ['AsyncAmdStatusCallback', 'https://lore.example.test/under/api/v1/voice/amd?call=call-1'],
      ['AsyncAmdStatusCallbackMethod', 'POST'],
    ],
  )
  t.equal(second?.form.get('TimeLimit'), '60')
  t.notOk([...(second?.form.keys() ?? [])].some((name) => /amd|machine/i.test(name)))
  t.strictSame([third?.method, third?.path, third?.form.toString()], ['POST', `/Calls/${sid}.json`, 'Status=completed'])
})

t.test('A call that is over has its duration, and a price when there is one in dollars', async (t) => {
  const { server, port, warnings } = await openTwilio(t)
  const { sid } = await port.dial(dialling())
  const call = server.newest()
  Object.assign(call, { status: 'completed', duration: '49' })
  t.match(await port.find(sid), { status: 'completed', durationSeconds: 49, priceMicroUsd: null })
  t.strictSame(warnings, [])
  call.price = '-0.01400'
  t.match(await port.find(sid), { priceMicroUsd: 14_000, isSimulated: false })
  for (const [price, priceUnit] of [
    ['abc', 'USD'],
    ['-0.01400', 'EUR'],
    ['0.014', null],
  ] as const) {
    Object.assign(call, { price, priceUnit })
    t.match(await port.find(sid), { priceMicroUsd: null, durationSeconds: 49 }, price)
  }
  t.equal(warnings.length, 1, 'it is told')
  for (const status of ['queued', 'ringing', 'in-progress', 'busy', 'failed', 'no-answer', 'canceled'] as const) {
    call.status = status
    const ours = { queued: 'initiated', 'in-progress': 'in_progress', 'no-answer': 'no_answer', canceled: 'cancelled' }
    t.match(await port.find(sid), { status: { ...ours }[status as 'queued'] ?? status })
  }
})

t.test('Money is read to the millionth, without its sign, and nothing else is money', (t) => {
  for (const [price, micros] of [
    ['-0.01400', 14_000],
    ['0.01400', 14_000],
    ['-0.00000', 0],
    ['0', 0],
    ['-1', 1_000_000],
    ['-12.3456785', 12_345_679],
    ['-12.3456784999', 12_345_678],
    ['0.9999999', 1_000_000],
    ['99999999.999999', 99_999_999_999_999],
  ] as const)
    t.equal(microUsdOf(price, 'USD'), micros, price)
  t.equal(microUsdOf('-0.1', 'usd'), 100_000)
  for (const none of [null, undefined, '']) t.equal(microUsdOf(none, 'USD'), null)
  for (const price of [
    'abc',
    '1e-3',
    '0x10',
    '.5',
    '5.',
    '--1',
    '+1',
    ' 1',
    '1 ',
    '1,5',
    'NaN',
    'Infinity',
    '999999999',
    '1.',
    '\u0661',
  ])
    t.equal(microUsdOf(price, 'USD'), undefined, price)
  for (const currency of ['EUR', '', null, undefined, 'USDT', ' USD']) t.equal(microUsdOf('1', currency), undefined)
  t.end()
})

t.test('twilio carries where it is configured whole, and otherwise the simulated telephone', async (t) => {
  const settings = {
    TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
    TWILIO_AUTH_TOKEN: 'k',
    TWILIO_FROM_NUMBER: '+12025550147',
    PUBLIC_URL: 'https://lore.example.test',
  }
  const chosen = async (env: Record<string, string>) =>
    (await openPorts({ telephony }, readEnv(env), portContext())).capabilities()[0]
  const upgrades = [{ adapter: 'twilio', variables: Object.keys(settings) }]
  t.match(await chosen({}), { capability: 'telephony', adapter: 'simulated', embedded: true, upgrades })
  t.match(await chosen(settings), { adapter: 'twilio', embedded: false, fallbacks: [] })
  const missing = (env: Record<string, string>) => portProblems(readEnv(env)).map(({ variable }) => variable)
  for (const name of Object.keys(settings).filter((it) => it !== 'PUBLIC_URL')) {
    const { [name as keyof typeof settings]: value, ...others } = settings
    t.strictSame(missing(others), [name])
    t.strictSame(
      missing({ [name]: value }),
      Object.keys(settings).filter((it) => it !== name),
    )
  }
  const { PUBLIC_URL, ...withoutAddress } = settings
  t.strictSame(missing(withoutAddress), ['PUBLIC_URL'])
  t.strictSame(missing({ PUBLIC_URL }), [], 'an address asks for no carrier')
  t.strictSame(missing(settings), [])
})
