import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { expireHolds } from '../../../src/services/ledger/holds.ts'
import { refund } from '../../../src/services/ledger/ledger.ts'
import { transaction } from '../../../src/services/transaction.ts'
import { START } from '../../fixtures/clock.ts'
import { ledgerOf, newUser, userWith } from '../../fixtures/ledger.ts'
import type { Told } from '../../fixtures/ledger-process.ts'
import { killAtStepOf, steppedProcess } from '../../fixtures/stepped.ts'
import { onBothAlone, type World } from '../../fixtures/world.ts'

const HOUR_MS = 3_600_000
const entry = fileURLToPath(new URL('../../fixtures/ledger-process.ts', import.meta.url))

const [hold, account] = ['after update credit_holds', 'after update user_credits']
const row = 'after insert credit_transactions'

/** Postgres first tries the one statement of the usual case, which here changes nothing. */
const triedAtOnce = ({ engine }: World) => (engine === 'postgres' ? [row] : [])

interface Killing {
  /** Makes what the process works on. */
  prepare(step: number): Promise<Omit<Told, 'now'>>
  /** Does the same once more, as a caller does who got no answer, and looks at what has come of both. */
  again(t: Test, told: Told, at: string): Promise<void>
}

/** Kills a process at each of its steps in turn. Answers what these are. */
async function killEverywhere(t: Test, it: World, { prepare, again }: Killing): Promise<string[]> {
  const { violations, now } = ledgerOf(it)
  const steps: string[] = []
  for (;;) {
    it.clock.now = START
    const told = { ...(await prepare(steps.length)), now: now() }
    const process = await steppedProcess<Told>(t, entry, [it.env.DATABASE_URL as string, 'steps'])
    const reached = await killAtStepOf(process, steps.length, told)
    const at = `killed ${reached ?? 'after its end'}`
    t.strictSame(await violations(), [], at)
    await again(t, told, at)
    it.clock.now = START + 2 * HOUR_MS
    await expireHolds(it.deps.db, now())
    t.strictSame(await violations(), [], `${at}, and expired`)
    if (reached === undefined) break
    steps.push(reached)
  }
  const kept = await it.deps.db.selectFrom('user_credits').select('id').where('reserved', '<>', 0).execute()
  t.strictSame(kept, [], 'nothing is reserved for ever')
  return steps
}

/** Kills the process with a hold of 5 on a balance of 10. */
const ofHold =
  (it: World, work: Told['work'], credits = 0) =>
  async (step: number) => {
    const { reserve } = ledgerOf(it)
    const hold = await reserve(await userWith(it, 10), 5, { reference: `${work} ${step}` })
    return { work, id: hold?.id as string, credits, reference: '' }
  }

const balanceOf = async ({ deps }: World, { id }: Told) =>
  deps.db
    .selectFrom('user_credits')
    .innerJoin('credit_holds', 'credit_holds.account_id', 'user_credits.id')
    .select(['balance', 'reserved', 'lifetime_used', 'state'])
    .where('credit_holds.id', '=', id)
    .executeTakeFirst()

onBothAlone(t, 'a process that reserves is killed at every step', async (t, it) => {
  const { reserve, balance } = ledgerOf(it)
  const steps = await killEverywhere(t, it, {
    prepare: async (step) => ({
      work: 'reserve',
      id: await userWith(it, 10),
      credits: 6,
      reference: `reserve ${step}`,
    }),
    async again(t, { id, credits }, at) {
      const { reserved } = await balance(id)
      t.ok(reserved === 0 || reserved === 6, at)
      t.equal((await reserve(id, credits)) === undefined, reserved === 6, `${at}: as much is available as is told`)
    },
  })
  const all = [account, 'after insert credit_holds']
  t.strictSame(steps, it.engine === 'postgres' ? all.slice(-1) : all)
})

onBothAlone(t, 'a process that settles is killed at every step', async (t, it) => {
  const { settle } = ledgerOf(it)
  const steps = await killEverywhere(t, it, {
    prepare: ofHold(it, 'settle', 3),
    async again(t, told, at) {
      t.strictSame(await settle(told.id, 3), { state: 'captured', charged: 3, uncharged: 0 }, at)
      t.match(await balanceOf(it, told), { balance: 7, reserved: 0, lifetime_used: 3 }, at)
    },
  })
  const all = [hold, account, row]
  t.strictSame(steps, it.engine === 'postgres' ? all.slice(-1) : all)
})

onBothAlone(t, 'a process that settles more than was held is killed at every step', async (t, it) => {
  const { settle } = ledgerOf(it)
  const steps = await killEverywhere(t, it, {
    prepare: ofHold(it, 'settle', 8),
    async again(t, told, at) {
      t.strictSame(await settle(told.id, 8), { state: 'captured', charged: 8, uncharged: 0 }, at)
      t.match(await balanceOf(it, told), { balance: 2, reserved: 0, lifetime_used: 8 }, at)
    },
  })
  t.strictSame(steps, [...triedAtOnce(it), hold, account, row])
})

onBothAlone(
  t,
  'a process that settles an expired hold, and more than there is, is killed at every step',
  async (t, it) => {
    const { settle, reserve, now } = ledgerOf(it)
    const steps = await killEverywhere(t, it, {
      async prepare(step) {
        const hold = await reserve(await userWith(it, 10), 5, { reference: `late ${step}`, expires_at: now() })
        await expireHolds(it.deps.db, now())
        return { work: 'settle', id: hold?.id as string, credits: 12, reference: '' }
      },
      async again(t, told, at) {
        t.strictSame(await settle(told.id, 12), { state: 'captured', charged: 10, uncharged: 2 }, at)
        t.match(await balanceOf(it, told), { balance: 0, reserved: 0, lifetime_used: 10 }, at)
      },
    })
    // It is not open. Then it is locked, charged by three statements, and captured.
    t.strictSame(steps, [...triedAtOnce(it), hold, hold, account, account, account, row, hold])
  },
)

onBothAlone(t, 'a process that releases is killed at every step', async (t, it) => {
  const { release } = ledgerOf(it)
  const steps = await killEverywhere(t, it, {
    prepare: ofHold(it, 'release'),
    async again(t, told, at) {
      await release(told.id)
      t.match(await balanceOf(it, told), { balance: 10, reserved: 0, state: 'released' }, at)
    },
  })
  t.strictSame(steps, ['after update credit_holds', 'after update user_credits'])
})

onBothAlone(t, 'a process that expires holds is killed at every step', async (t, it) => {
  const { reserve, now } = ledgerOf(it)
  const steps = await killEverywhere(t, it, {
    async prepare() {
      const user = await userWith(it, 10)
      for (const credits of [2, 3]) await reserve(user, credits, { expires_at: now() })
      return { work: 'expire', id: '', credits: 0, reference: '' }
    },
    again: async () => {},
  })
  const one = ['after update credit_holds', 'after update user_credits']
  t.strictSame(steps, [...one, ...one])
})

onBothAlone(t, 'a process that opens an account, and one that grants, is killed at every step', async (t, it) => {
  const { grant, balance } = ledgerOf(it)
  for (const work of ['open', 'grant'] as const) {
    const steps = await killEverywhere(t, it, {
      prepare: async (step) => ({ work, id: await newUser(it), credits: 5, reference: `${work} ${step}` }),
      async again(t, { id, credits, reference }, at) {
        const before = (await balance(id)).balance
        t.ok(before === 0 || before === 5, at)
        await grant(id, credits, reference)
        t.equal((await balance(id)).balance, work === 'grant' ? 5 : before + 5, at)
      },
    })
    t.strictSame(steps, ['after insert user_credits', 'after update user_credits', 'after insert credit_transactions'])
  }
})

onBothAlone(t, 'a process that refunds, and one that erases, is killed at every step', async (t, it) => {
  const { reserve, settle, now } = ledgerOf(it)
  const used = async (reference: string) => {
    const user = await userWith(it, 10)
    const hold = await reserve(user, 5, { reference })
    await settle(hold?.id as string, 4, 'A call')
    await reserve(user, 2)
    return { user, hold: hold?.id as string }
  }
  const refunded = await killEverywhere(t, it, {
    prepare: async (step) => ({
      work: 'refund',
      id: (await used(`refund ${step}`)).hold,
      credits: 3,
      reference: `refund ${step}`,
    }),
    async again(t, told, at) {
      const entry = { credits: 3, reason: null, reference: told.reference, now: now() }
      await transaction(it.deps.db, (trx) => refund(trx, entry))
      t.match(await balanceOf(it, told), { balance: 9, lifetime_used: 1 }, at)
    },
  })
  t.strictSame(refunded, ['after update user_credits', 'after insert credit_transactions'])
  const erased = await killEverywhere(t, it, {
    prepare: async (step) => ({ work: 'erase', id: (await used(`erase ${step}`)).user, credits: 0, reference: '' }),
    again: async () => {},
  })
  t.strictSame(erased, ['after update credit_holds', 'after update user_credits', 'after update credit_transactions'])
})
