import t from 'tap'
import { ALLOWED_WHEN_LOST, loseValkey } from '../durability/valkey-trial.ts'
import { noValkey } from '../fixtures/valkey.ts'

/** What a busy machine adds. `npm run durability:valkey` holds each request to 250 ms more than without Redis. */
const [MEDIAN_MS, HANG_MS] = [100, 3_000]

t.test(
  'A Valkey that is killed, frozen and started again under 200 requests a second costs no answer',
  { skip: noValkey },
  async (t) => {
    const { phases, backMs } = await loseValkey(t, { rate: 200, phaseMs: 1_500 })
    for (const { phase, begun, revoked, withoutRedis, ...it } of phases) {
      t.equal(it.failed, 0, `${phase}: each answer is 200`, { failure: it.failure })
      t.ok(
        it.p50 < 2 * withoutRedis.p50 + MEDIAN_MS,
        `${phase}: p50 ${it.p50} ms, without Redis ${withoutRedis.p50} ms`,
      )
      t.ok(it.slowestMs < withoutRedis.slowestMs + HANG_MS, `${phase}: none hangs, the slowest took ${it.slowestMs} ms`)
      t.ok(begun <= ALLOWED_WHEN_LOST, `${phase}: the limit holds, ${begun} new sessions`)
      t.strictSame(revoked, [401, 401], `${phase}: who is signed out stays signed out`)
    }
    const lost = phases.filter(({ redis }) => redis !== 'connected').map(({ phase }) => phase)
    t.strictSame(lost, ['killed', 'frozen'])
    t.ok(Math.max(...backMs) < 10_000, `back by itself after ${backMs.join(' and ')} ms`)
  },
)
