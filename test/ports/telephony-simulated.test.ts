import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { simulatedNumbers, simulatedOutcomeOf } from '../../schemas/content/telephone.ts'
import { isEnded } from '../../src/ports/telephony/port.ts'
import { readPhoneNumber } from '../../src/services/phone-number.ts'
import { dialling, failureOf, openSimulated } from '../fixtures/telephony.ts'

type Opened = Awaited<ReturnType<typeof openSimulated>>

/** Turns the clock, a step of at most a second at a time, until everything has happened that happens by then. */
async function pass({ clock }: Opened, ms: number) {
  for (let left = ms; left > 0; left -= 1_000) {
    clock.now += Math.min(left, 1_000)
    await setImmediate()
  }
}

const numberOf = (outcome: string) => `+120255501${simulatedNumbers.find((it) => it.outcome === outcome)?.ending}`
/** What is told: seconds since the dial, and what it is. */
const told = ({ events }: Opened, since: number) =>
  events.map((it) => [
    (it.at.getTime() - since) / 1_000,
    it.answeredBy ?? it.status,
    ...(it.durationSeconds === undefined ? [] : [it.durationSeconds]),
  ])

const outcomes: [string, (string | number)[][]][] = [
  [
    'answers',
    [
      [0, 'initiated'],
      [1, 'ringing'],
      [2, 'in_progress'],
      [2, 'human'],
      [302, 'completed', 300],
    ],
  ],
  [
    'busy',
    [
      [0, 'initiated'],
      [1, 'busy', 0],
    ],
  ],
  [
    'failed',
    [
      [0, 'initiated'],
      [1, 'failed', 0],
    ],
  ],
  [
    'no_answer',
    [
      [0, 'initiated'],
      [1, 'ringing'],
      [31, 'no_answer', 0],
    ],
  ],
  [
    'voicemail',
    [
      [0, 'initiated'],
      [1, 'ringing'],
      [2, 'in_progress'],
      [2, 'machine'],
      [302, 'completed', 300],
    ],
  ],
  [
    'hangs_up',
    [
      [0, 'initiated'],
      [1, 'ringing'],
      [2, 'in_progress'],
      [2, 'human'],
      [12, 'completed', 10],
    ],
  ],
]

for (const [outcome, expected] of outcomes)
  t.test(`A number that stands for ${outcome} tells what a carrier would, to the second`, async (t) => {
    const opened = await openSimulated(t)
    const since = opened.clock.now
    const { sid } = await opened.port.dial(dialling({ to: outcome === 'answers' ? '+12025550101' : numberOf(outcome) }))
    await pass(opened, 400_000)
    t.strictSame(told(opened, since), expected)
    for (const event of opened.events) t.match(event, { sid, call_id: 'call-1' })
    const ofProgress = opened.events.filter((it) => it.source === 'call-progress-events')
    t.strictSame(
      ofProgress.map((it) => it.sequence),
      ofProgress.map((_, at) => at),
      'each has a number of its own',
    )
    t.match(await opened.port.find(sid), { status: expected.at(-1)?.[1], priceMicroUsd: null, isSimulated: true })
  })

t.test('The failures of a carrier have numbers too', async (t) => {
  const opened = await openSimulated(t)
  const since = opened.clock.clock.now()
  const dialled = (outcome: string) => failureOf(t, opened, opened.port.dial(dialling({ to: numberOf(outcome) })))
  t.match(await dialled('invalid_number'), { kind: 'rejected', reason: 'invalid_number' })
  t.match(await dialled('unavailable'), { kind: 'unavailable' })
  t.match(await dialled('lost'), { kind: 'ambiguous' })
  t.match(await dialled('ambiguous'), { kind: 'ambiguous' })
  await pass(opened, 2_000)
  t.strictSame(
    opened.events.map((it) => it.status),
    ['initiated', 'ringing', 'in_progress', 'in_progress'],
  )
  t.equal((await opened.port.listSince({ to: numberOf('lost'), since })).length, 0)
  t.match(await opened.port.listSince({ to: numberOf('ambiguous'), since }), [{ status: 'in_progress' }])
})

t.test('The numbers can exist and belong to nobody, and no others have an outcome of their own', async (t) => {
  for (const { ending, outcome } of simulatedNumbers) {
    for (const area of ['202', '415', '212']) {
      const number = `+1${area}55501${ending}`
      t.equal(simulatedOutcomeOf(number), outcome)
      t.match(await readPhoneNumber(number), { e164: number, country: 'US', isPremium: false })
    }
    for (const other of [`+4420255501${ending}`, `+120255601${ending}`, `+1202555010${ending}`])
      t.equal(simulatedOutcomeOf(other), 'answers')
  }
})

t.test('Either side may hang up, at any time, once', async (t) => {
  for (const [afterMs, ours, theirs] of [
    [500, 'cancelled', 'busy'],
    [1_500, 'cancelled', 'busy'],
    [62_001, 'completed', 'completed'],
  ] as const)
    for (const side of ['ours', 'theirs'] as const) {
      const opened = await openSimulated(t)
      const { port, events } = opened
      const { sid } = await port.dial(dialling({ amdPath: undefined }))
      await pass(opened, afterMs)
      t.equal(side === 'ours' ? await port.hangUp(sid) : port.callee?.hangUp(sid), true)
      t.equal(port.callee?.hangUp(sid), false, 'it is over')
      t.equal(await port.hangUp(sid), true, 'and the carrier knows it')
      await pass(opened, 400_000)
      const status = side === 'ours' ? ours : theirs
      const durationSeconds = status === 'completed' ? 61 : 0
      t.match(events.at(-1), { status, durationSeconds })
      t.equal(events.filter((it) => isEnded(it.status)).length, 1)
      t.match(await port.find(sid), { status, durationSeconds })
      t.equal(opened.clock.sleepers, 0, 'nothing waits any more')
    }
})

t.test('A call is never longer than its limit, however late the clock is', async (t) => {
  const opened = await openSimulated(t)
  await opened.port.dial(dialling({ timeLimitSeconds: 60 }))
  opened.clock.now += 3_600_000
  await setImmediate()
  t.match(opened.events.at(-1), { status: 'completed', durationSeconds: 60 })
})

t.test('An event that was not taken is told again, in its order, and given up after the third time', async (t) => {
  const opened = await openSimulated(t)
  const { port, warnings } = opened
  const tries: string[] = []
  let failures = 2
  port.onEvent(async ({ status }) => {
    tries.push(status)
    if (failures-- > 0) throw new Error('canary: the database is locked')
  })
  await port.dial(dialling({ amdPath: undefined, timeLimitSeconds: 10 }))
  await pass(opened, 30_000)
  t.strictSame(tries, ['initiated', 'initiated', 'initiated', 'ringing', 'in_progress', 'completed'])
  t.strictSame(warnings, [])
  failures = 3
  await port.dial(dialling({ call_id: 'call-2', amdPath: undefined, timeLimitSeconds: 10 }))
  await pass(opened, 30_000)
  t.strictSame(tries.slice(6), ['initiated', 'initiated', 'initiated', 'ringing', 'in_progress', 'completed'])
  t.strictSame(warnings, ['the simulated telephone could not tell what became of a call'])
})

t.test('The same call has the same name in every process, and a second one another', async (t) => {
  const [one, another] = [await openSimulated(t), await openSimulated(t)]
  const first = await one.port.dial(dialling())
  t.strictSame(await another.port.dial(dialling()), first)
  t.not((await one.port.dial(dialling())).sid, first.sid)
  t.not((await one.port.dial(dialling({ call_id: 'call-2' }))).sid, first.sid)
})

t.test('After it is closed nothing is told, and nothing waits', async (t) => {
  const opened = await openSimulated(t)
  await opened.port.dial(dialling())
  await pass(opened, 1_000)
  await opened.port.close?.()
  t.equal(opened.clock.sleepers, 0)
  const before = opened.events.length
  await pass(opened, 400_000)
  t.equal(opened.events.length, before)
})

t.test('Two hundred calls at once are each told whole', async (t) => {
  const opened = await openSimulated(t)
  const calls = Array.from({ length: 200 }, (_, at) => dialling({ call_id: `call-${at}`, amdPath: undefined }))
  await Promise.all(calls.map((call) => opened.port.dial(call)))
  await pass(opened, 303_000)
  for (const { call_id } of calls)
    t.equal(
      opened.events
        .filter((it) => it.call_id === call_id)
        .map((it) => it.status)
        .join(),
      'initiated,ringing,in_progress,completed',
    )
})

t.test('Whatever is done to a call and whenever, its events go forward and end once', async (t) => {
  const step = fc.record({
    ms: fc.integer({ min: 0, max: 90_000 }),
    does: fc.constantFrom('wait', 'hangUp', 'callee', 'find'),
  })
  const digits = fc.constantFrom('01', ...simulatedNumbers.map((it) => it.ending).filter((it) => Number(it) < 95))
  await fc.assert(
    fc.asyncProperty(digits, fc.array(step, { maxLength: 8 }), async (ending, steps) => {
      const opened = await openSimulated(t)
      const { port } = opened
      const { sid } = await port.dial(
        dialling({ to: `+120255501${ending}`, timeLimitSeconds: 120, amdPath: undefined }),
      )
      for (const { ms, does } of steps) {
        await pass(opened, ms)
        if (does === 'hangUp') await port.hangUp(sid)
        if (does === 'callee') port.callee?.hangUp(sid)
        if (does === 'find') await port.find(sid)
      }
      await pass(opened, 200_000)
      const statuses = opened.events.map((it) => it.status)
      const order = ['initiated', 'ringing', 'in_progress']
      const live = statuses.slice(0, -1)
      return (
        isEnded(statuses.at(-1) ?? 'initiated') &&
        live.every((status, at) => status === order[at]) &&
        opened.events.every((it, at) => it.sequence === at)
      )
    }),
    { numRuns: 50 },
  )
})
