import t from 'tap'
import type { Clock } from '../../src/ports/port.ts'
import { systemClock } from '../../src/process/clock.ts'
import { turnedClock } from '../fixtures/clock.ts'

const reason = new Error('enough')

const clocks: Record<string, () => { clock: Clock; pass(ms: number): void }> = {
  'the system clock': () => ({ clock: systemClock, pass: () => {} }),
  'a turned clock': () => {
    const turned = turnedClock()
    const pass = (ms: number) => {
      turned.now += ms
    }
    return { clock: turned.clock, pass }
  },
}

for (const [name, open] of Object.entries(clocks)) {
  t.test(`A sleep that is aborted rejects with the reason of its signal: ${name}`, async (t) => {
    const { clock } = open()
    await t.rejects(clock.sleep(60_000, AbortSignal.abort(reason)), reason)
    const controller = new AbortController()
    const sleeping = clock.sleep(60_000, controller.signal)
    controller.abort(reason)
    await t.rejects(sleeping, reason)
  })

  t.test(`A sleep ends when its time is over: ${name}`, async (t) => {
    const { clock, pass } = open()
    const before = { now: clock.now().getTime(), elapsed: clock.elapsed() }
    const sleeping = clock.sleep(5)
    pass(5)
    t.equal(await sleeping, undefined)
    t.ok(clock.now().getTime() > before.now)
    t.ok(clock.elapsed() > before.elapsed)
  })
}

t.test('A turned clock wakes only who is due, and counts no step back as elapsed time', async (t) => {
  const turned = turnedClock()
  const { clock } = turned
  const at = clock.elapsed()
  const woken: string[] = []
  const first = clock.sleep(1_000).then(() => woken.push('first'))
  const second = clock.sleep(2_000).then(() => woken.push('second'))
  turned.now += 1_000
  await first
  t.strictSame([woken, turned.sleepers], [['first'], 1])
  turned.now -= 3_600_000
  t.equal(clock.elapsed(), at + 1_000)
  turned.now += 1_000
  await second
  t.strictSame([woken, turned.sleepers], [['first', 'second'], 0])
})
