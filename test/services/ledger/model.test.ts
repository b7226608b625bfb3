import fc from 'fast-check'
import t from 'tap'
import { expireHolds } from '../../../src/services/ledger/holds.ts'
import { refund } from '../../../src/services/ledger/ledger.ts'
import { transaction } from '../../../src/services/transaction.ts'
import { ledgerOf, newUser } from '../../fixtures/ledger.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

type Step =
  | { is: 'grant'; credits: number }
  | { is: 'reserve'; credits: number; minutes: number }
  | { is: 'settle'; credits: number; hold: number }
  | { is: 'refund'; credits: number; hold: number }
  | { is: 'release'; hold: number }
  | { is: 'pass'; minutes: number }

interface ModelHold {
  credits: number
  state: 'open' | 'captured' | 'released' | 'expired'
  until: number
  charged: number
  refunded: boolean
}

const MINUTE_MS = 60_000

/** What a ledger is, in a few lines: the numbers of one account. */
class Model {
  balance = 0
  used = 0
  entries = 0
  minute = 0
  holds: ModelHold[] = []

  get reserved() {
    return this.holds.reduce((sum, { state, credits }) => sum + (state === 'open' ? credits : 0), 0)
  }

  grant(credits: number) {
    this.balance += credits
    this.entries++
  }

  reserve(credits: number, minutes: number) {
    if (this.balance - this.reserved < credits) return false
    this.holds.push({ credits, state: 'open', until: this.minute + minutes, charged: 0, refunded: false })
    return true
  }

  settle(hold: ModelHold, credits: number) {
    if (credits === 0) this.release(hold)
    else if (hold.state === 'open' || hold.state === 'expired') {
      const own = hold.state === 'open' ? hold.credits : 0
      const charged = Math.min(credits, this.balance - this.reserved + own)
      if (charged > 0) Object.assign(hold, { state: 'captured', charged })
      this.balance -= charged
      this.used += charged
      if (charged > 0) this.entries++
    }
    return { state: hold.state, charged: hold.charged, uncharged: Math.max(0, credits - hold.charged) }
  }

  release(hold: ModelHold) {
    if (hold.state !== 'open') return false
    hold.state = 'released'
    return true
  }

  refund(hold: ModelHold, credits: number) {
    if (hold.charged === 0 || hold.refunded) return
    const back = Math.min(credits, hold.charged)
    hold.refunded = true
    this.balance += back
    this.used -= back
    this.entries++
  }

  pass(minutes: number) {
    this.minute += minutes
    for (const hold of this.holds) if (hold.state === 'open' && hold.until <= this.minute) hold.state = 'expired'
  }
}

const credits = fc.integer({ min: 1, max: 20 })
const hold = fc.nat({ max: 8 })
const minutes = fc.integer({ min: 1, max: 30 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ is: fc.constant('grant'), credits }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('reserve'), credits, minutes }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('settle'), credits: fc.nat({ max: 30 }), hold }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('refund'), credits, hold }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('release'), hold }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('pass'), minutes }) },
) as fc.Arbitrary<Step>

/** Takes the steps on a user of the ledger and on the model, and compares after each of them. */
async function compare(it: World, steps: Step[]) {
  const ledger = ledgerOf(it)
  const model = new Model()
  const user = await newUser(it)
  const ids: { id: string; reference: string }[] = []

  async function take(step: Step): Promise<[real: unknown, expected: unknown]> {
    if (step.is === 'grant') {
      model.grant(step.credits)
      return [(await ledger.grant(user, step.credits))?.transaction.balance_after, model.balance]
    }
    if (step.is === 'reserve') {
      const expires_at = new Date(it.clock.now + step.minutes * MINUTE_MS).toISOString()
      const made = await ledger.reserve(user, step.credits, { expires_at })
      if (made) ids.push(made)
      return [made !== undefined, model.reserve(step.credits, step.minutes)]
    }
    if (step.is === 'pass') {
      it.clock.now += step.minutes * MINUTE_MS
      await expireHolds(it.deps.db, ledger.now())
      return [undefined, model.pass(step.minutes)]
    }
    const [of, { id = '', reference = '' } = {}] = [model.holds.at(-1 - step.hold), ids.at(-1 - step.hold)]
    if (!of) return [undefined, undefined]
    if (step.is === 'settle') return [await ledger.settle(id, step.credits), model.settle(of, step.credits)]
    if (step.is === 'release') return [await ledger.release(id), model.release(of)]
    const entry = { credits: step.credits, reason: null, reference, now: ledger.now() }
    await transaction(it.deps.db, (trx) => refund(trx, entry))
    return [undefined, model.refund(of, step.credits)]
  }

  for (const step of steps) {
    const [real, expected] = await take(step)
    const { balance, reserved, lifetime_used } = await ledger.balance(user)
    const told = [real, balance, reserved, lifetime_used]
    const wanted = [expected, model.balance, model.reserved, model.used]
    if (JSON.stringify(told) !== JSON.stringify(wanted))
      throw new Error(`after ${JSON.stringify(step)}: ${JSON.stringify(told)} is not ${JSON.stringify(wanted)}`)
  }
  const entries = await ledger.entries(user)
  if (entries.length !== model.entries) throw new Error(`${entries.length} rows, not ${model.entries}`)
}

onBoth(t, 'any sequence of movements has the outcome of a model', async (t, it) => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
  const runs = Number(process.env.RUNS ?? 25)
  t.comment(`SEED=${seed}, ${runs} sequences`)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), (steps) => compare(it, steps)),
    { seed, numRuns: runs },
  )
  t.strictSame(await ledgerOf(it).violations(), [])
})
