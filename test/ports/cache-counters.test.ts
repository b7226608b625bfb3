import t from 'tap'
import { memoryCounters } from '../../src/ports/cache/counters.ts'
import { turnedClock } from '../fixtures/clock.ts'

const minute = 60_000

t.test('A window ends by elapsed time, however the wall clock is set', (t) => {
  const time = turnedClock()
  const count = memoryCounters(time.clock.elapsed)
  t.strictSame(count('k', minute), { count: 1, ttlMs: minute })
  time.now += 20_000
  time.now -= 5 * 3_600_000
  t.strictSame(count('k', minute), { count: 2, ttlMs: 40_000 })
  time.now += 40_000
  t.strictSame(count('k', minute), { count: 1, ttlMs: minute }, 'a new window')
  t.end()
})

t.test('A counter that is used much outlives a flood of new ones', (t) => {
  const count = memoryCounters(() => 0)
  for (let times = 0; times < 20; times++) count('over the limit', minute)
  for (let caller = 0; caller < 200_000; caller++) count(`caller ${caller}`, minute)
  t.equal(count('over the limit', minute).count, 21)
  t.equal(count('caller 100000', minute).count, 1, 'memory does not grow without end: those used once are dropped')
  t.end()
})

t.test('Counters whose window is over make room first', (t) => {
  const time = turnedClock()
  const count = memoryCounters(time.clock.elapsed)
  for (let caller = 0; caller < 25_000; caller++) count(`old ${caller}`, minute)
  time.now += minute
  for (let caller = 0; caller < 25_000; caller++) count(`new ${caller}`, minute)
  t.equal(count('new 0', minute).count, 2)
  t.end()
})

t.test('A window is never longer than it was asked for, though clocks count in fractions', (t) => {
  // 60,000 more than this, less this, is more than 60,000 as a floating-point number.
  const count = memoryCounters(() => 9713.177013112487)
  t.strictSame(count('k', minute), { count: 1, ttlMs: minute })
  t.end()
})
