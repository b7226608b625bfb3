import t from 'tap'
import { type BreakerOptions, circuitBreaker } from '../../src/ports/breaker.ts'

class Refused extends Error {
  readonly ms: number
  constructor(ms: number) {
    super('refused')
    this.ms = ms
  }
}
class Broken extends Error {
  readonly retryAfterMs: number | undefined
  constructor(retryAfterMs?: number) {
    super('broken')
    this.retryAfterMs = retryAfterMs
  }
}
const declined = new Error('declined')

/** A breaker with a clock of its own, and calls that end as told. */
function made() {
  const clock = { now: 1_000_000 }
  const warnings: string[] = []
  const options: BreakerOptions = {
    name: 'the oracle',
    elapsed: () => clock.now,
    warn: (message) => void warnings.push(message),
    judge: (error) =>
      error === declined ? 'works' : { failure: 'timeout', retryAfterMs: (error as Broken).retryAfterMs },
    refuse: (ms) => new Refused(ms),
  }
  const it = circuitBreaker(options)
  let asked = 0
  const fail = (error: Error = new Broken()) =>
    it
      .run(async () => {
        asked++
        throw error
      })
      .then(
        () => new Error('no error'),
        (error: Error) => error,
      )
  const work = () =>
    it.run(async () => {
      asked++
      return 'answer'
    })
  const open = async () => {
    for (const _ of [1, 2, 3, 4, 5]) await fail()
  }
  return { ...it, clock, warnings, fail, work, open, asked: () => asked }
}

t.test('Four failures in a row, or five with a success between, leave it closed', async (t) => {
  const it = made()
  for (const _ of [1, 2, 3, 4]) await it.fail()
  await it.work()
  for (const _ of [1, 2, 3, 4]) await it.fail()
  t.equal(it.state(), 'ok')
  await it.fail(declined)
  for (const _ of [1, 2, 3, 4]) await it.fail()
  t.equal(it.state(), 'ok', 'a service that declines to answer works')
  t.strictSame(it.warnings, [])
})

t.test('Five failures in a row open it: no call is made, and the error says for how long', async (t) => {
  const it = made()
  await it.open()
  t.equal(it.state(), 'degraded')
  it.clock.now += 29_990
  t.match(await it.fail(), { message: 'refused', ms: 10 })
  await t.rejects(it.work(), { message: 'refused' })
  t.equal(it.asked(), 5)
  t.strictSame(it.warnings, ['the oracle is not called for 30 s (timeout)'])
})

t.test('While open, a stream is refused as a call is', async (t) => {
  const it = made()
  await it.open()
  await t.rejects(
    it
      .stream(async function* () {})
      [Symbol.asyncIterator]()
      .next(),
    { message: 'refused' },
  )
})

t.test('Half-open: one call is the probe, and all others are refused at once until it has ended', async (t) => {
  const it = made()
  await it.open()
  it.clock.now += 30_000
  const ending = Promise.withResolvers<string>()
  const probe = it.run(() => ending.promise)
  for (const _ of [1, 2, 3]) await t.rejects(it.work(), { message: 'refused' })
  t.equal(it.state(), 'degraded')
  ending.resolve('answer')
  t.equal(await probe, 'answer')
  t.equal(it.state(), 'ok')
  t.equal(await it.work(), 'answer')
  t.strictSame(it.warnings, ['the oracle is not called for 30 s (timeout)', 'the oracle is called again'])
})

t.test('A probe that fails opens it again, without a further log line', async (t) => {
  const it = made()
  await it.open()
  it.clock.now += 30_000
  t.match(await it.fail(), { message: 'broken' })
  t.match(await it.fail(), { message: 'refused', ms: 30_000 })
  t.equal(it.warnings.length, 1)
})

t.test('A probe that the service declines closes it: the service works', async (t) => {
  const it = made()
  await it.open()
  it.clock.now += 30_000
  await it.fail(declined)
  t.equal(it.state(), 'ok')
})

t.test('A call that its caller aborts proves nothing, and the next call is the probe', async (t) => {
  const it = made()
  const leaving = AbortSignal.abort(new Error('left'))
  const left = () => it.run(() => Promise.reject(leaving.reason), leaving).catch((error: Error) => error.message)
  for (const _ of [1, 2, 3, 4, 5, 6]) t.equal(await left(), 'left')
  t.equal(it.state(), 'ok')
  await it.open()
  it.clock.now += 30_000
  t.equal(await left(), 'left')
  t.equal(it.state(), 'degraded')
  t.equal(await it.work(), 'answer', 'the next one probes')
  t.equal(it.state(), 'ok')
})

t.test('A stream that its reader leaves proves nothing, and the next call is the probe', async (t) => {
  const it = made()
  await it.open()
  it.clock.now += 30_000
  let isClosed = false
  const pieces = it.stream(async function* () {
    try {
      yield 'one'
      yield 'two'
    } finally {
      isClosed = true
    }
  })
  for await (const _ of pieces) break
  t.equal(isClosed, true, 'what it reads from is closed too')
  t.equal(it.state(), 'degraded')
  t.equal(await it.work(), 'answer')
})

t.test('A probe whose stream is not read on is given up, and decides nothing later', async (t) => {
  const it = made()
  await it.open()
  it.clock.now += 30_000
  const pieces = it.stream(async function* () {
    yield 'one'
    throw new Broken()
  })
  await pieces.next()
  await t.rejects(it.work(), { message: 'refused' })
  it.clock.now += 60_000
  t.equal(await it.work(), 'answer')
  await t.rejects(pieces.next(), { message: 'broken' })
  t.equal(it.state(), 'ok')
})

t.test('A call that began before it opened no longer decides', async (t) => {
  const it = made()
  const ending = Promise.withResolvers<string>()
  const early = it.run(() => ending.promise)
  await it.open()
  ending.resolve('answer')
  t.equal(await early, 'answer')
  t.equal(it.state(), 'degraded')
})

t.test('A failure that names a time opens it at once for that time, a day at most', async (t) => {
  const it = made()
  await it.fail(new Broken(7_000))
  t.equal(it.state(), 'degraded')
  t.strictSame(it.warnings, ['the oracle is not called for 7 s (timeout)'])
  t.match(await it.fail(), { ms: 7_000 })
  it.clock.now += 7_000
  await it.fail(new Broken(99 * 24 * 3_600_000))
  t.match(await it.fail(), { ms: 24 * 3_600_000 })
  it.clock.now += 24 * 3_600_000
  t.equal(await it.work(), 'answer')
})

t.test('A failure that names no time counts as any other', async (t) => {
  const it = made()
  for (const _ of [1, 2, 3, 4]) await it.fail(new Broken(0))
  t.equal(it.state(), 'ok')
  await it.fail(new Broken(0))
  t.match(await it.fail(), { ms: 30_000 })
})

t.test('What the service answers passes through, of a stream each piece', async (t) => {
  const it = made()
  t.equal(await it.work(), 'answer')
  const heard: string[] = []
  for await (const piece of it.stream(async function* () {
    yield 'one'
    yield 'two'
  }))
    heard.push(piece)
  t.strictSame(heard, ['one', 'two'])
  t.equal(it.state(), 'ok')
})
