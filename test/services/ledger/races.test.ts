import { fileURLToPath } from 'node:url'
import t from 'tap'
import { owned } from '../../../src/domains/credits/actions.ts'
import { expireHolds } from '../../../src/services/ledger/holds.ts'
import { transaction } from '../../../src/services/transaction.ts'
import { ledgerOf, userWith } from '../../fixtures/ledger.ts'
import type { Told } from '../../fixtures/ledger-process.ts'
import { steppedProcess } from '../../fixtures/stepped.ts'
import { onBothAlone } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const entry = fileURLToPath(new URL('../../fixtures/ledger-process.ts', import.meta.url))
const times = <T>(count: number, work: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)))
const twenty = { DATABASE_POOL_MAX: '20' }

onBothAlone(
  t,
  '500 at once who reserve 1 of 100 succeed 100 times',
  async (t, it) => {
    const { reserve, settle, balance, violations } = ledgerOf(it)
    for (let round = 0; round < 4; round++) {
      const user = await userWith(it, 100)
      const holds = (await times(500, () => reserve(user, 1))).filter((hold) => hold !== undefined)
      t.equal(holds.length, 100)
      t.match(await balance(user), { balance: 100, reserved: 100 })
      const settled = await Promise.all(holds.map(({ id }) => settle(id, 1)))
      t.equal(settled.filter(({ charged }) => charged === 1).length, 100)
      t.match(await balance(user), { balance: 0, reserved: 0, lifetime_used: 100 })
    }
    t.strictSame(await violations(), [])
  },
  twenty,
)

onBothAlone(t, '500 at once in two processes who reserve 1 of 100 succeed 100 times', async (t, it) => {
  const { balance, violations, now } = ledgerOf(it)
  const url = it.env.DATABASE_URL as string
  const both = await Promise.all([1, 2].map(() => steppedProcess<Told>(t, entry, [url])))
  for (let round = 0; round < 3; round++) {
    const user = await userWith(it, 100)
    for (const [at, one] of both.entries())
      one.tell({ work: 'reserve', id: user, credits: 1, reference: `${round} ${at}`, now: now(), times: 250 })
    const ended = await Promise.all(both.map((one) => one.next()))
    const reserved = ended.map((one) => (one.is === 'ended' ? one.runs : 0))
    t.comment(`reserved by each: ${reserved.join(', ')}`)
    t.equal((reserved[0] as number) + (reserved[1] as number), 100)
    t.match(await balance(user), { balance: 100, reserved: 100 })
  }
  t.strictSame(await violations(), [])
})

onBothAlone(
  t,
  'those who settle, release and expire one hold at once charge it once or not at all',
  async (t, it) => {
    const { reserve, settle, release, balance, entries, violations, now } = ledgerOf(it)
    const outcomes: Record<string, number> = {}
    for (let round = 0; round < 20; round++) {
      const user = await userWith(it, 10)
      const { id } = (await reserve(user, 5, { expires_at: now() })) ?? { id: '' }
      await times(50, async (at) => {
        // Each kind begins in some rounds.
        const kind = (at + round) % 3
        if (kind === 0) return settle(id, 3)
        return kind === 1 && round % 2 === 0 ? release(id) : expireHolds(it.deps.db, now())
      })
      const usages = (await entries(user)).filter(([type]) => type === 'usage')
      const { state } = await it.deps.db
        .selectFrom('credit_holds')
        .select('state')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      outcomes[state] = (outcomes[state] ?? 0) + 1
      t.strictSame(usages, state === 'captured' ? [['usage', -3, 7]] : [])
      t.not(state, 'expired', 'who settles after the expiry charges too')
      const left = state === 'captured' ? 7 : 10
      t.match(await balance(user), { balance: left, reserved: 0, lifetime_used: 10 - left })
    }
    t.comment(JSON.stringify(outcomes))
    t.strictSame(await violations(), [])
  },
  twenty,
)

onBothAlone(t, 'users who spend, are granted and erased at once leave a ledger that adds up', async (t, it) => {
  const { reserve, settle, release, grant, violations, balance, now } = ledgerOf(it)
  const users = await times(5, () => userWith(it, 50))
  await times(200, async (at) => {
    const user = users[at % users.length] as string
    if (at % 20 === 19) return grant(user, 3)
    if (at === 150) return transaction(it.deps.db, (trx) => owned.erase(trx, `user:${users[0]}`, it.deps))
    const hold = await reserve(user, 1 + (at % 5))
    if (hold) await (at % 7 === 0 ? release(hold.id) : settle(hold.id, at % 9))
  })
  t.strictSame(await violations(), [])
  t.equal((await balance(users[0] as string)).balance, 0, 'the one who was erased')
  it.clock.now += HOUR_MS
  await expireHolds(it.deps.db, now())
  const reserved = await it.deps.db.selectFrom('user_credits').select('id').where('reserved', '<>', 0).execute()
  t.strictSame([reserved, await violations()], [[], []])
})
