import t from 'tap'
import { loseValkey } from '../durability/valkey-trial.ts'
import { noValkey } from '../fixtures/valkey.ts'

const skip = noValkey

t.test(
  'A Valkey that is killed, frozen and started again under 200 requests a second costs no answer',
  { skip },
  async (t) => {
    const { phases, backMs } = await loseValkey(t, { rate: 200, phaseMs: 1_500 })
    // Twice: on a busy machine two services are not equally slow. `npm run durability:valkey` tells the difference itself.
    for (const { phase, failed, slowestMs, slowestWithoutRedisMs, begun, revoked } of phases) {
      t.equal(failed, 0, `${phase}: each answer is 200`)
      t.ok(
        slowestMs < 2 * slowestWithoutRedisMs + 250,
        `${phase}: ${slowestMs} ms, without Redis ${slowestWithoutRedisMs} ms`,
      )
      t.ok(begun <= 20, `${phase}: the limit holds, ${begun} of 20 new sessions`)
      t.strictSame(revoked, [401, 401], `${phase}: who is signed out stays signed out`)
    }
    const connected = ['connected', 'disconnected', 'connected', 'disconnected', 'connected']
    t.strictSame(
      phases.map(({ redis }) => redis),
      connected,
    )
    t.ok(
      backMs.every((ms) => ms < 5_000),
      `back by itself after ${backMs.join(' and ')} ms`,
    )
    for (const phase of phases) t.comment(JSON.stringify(phase))
  },
)
