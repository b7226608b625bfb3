import { type Refusal, refuse } from '../../errors.ts'
import type { Exceeded } from './budget.ts'

const names = { per_call: 'of a call', daily: 'of a day', monthly: 'of a month' }

/** 402, with the limit, what is left of it, and when it begins anew. */
export function budgetExceeded(exceeded: Exceeded): Refusal {
  const { limit, limit_micro_usd, spent_micro_usd, reserved_micro_usd, resets_at } = exceeded
  const used = limit === 'per_call' ? '' : `, of which ${usd(spent_micro_usd + reserved_micro_usd)} are used`
  const until = resets_at === null ? '' : `, or wait until ${resets_at}`
  return refuse('budget-exceeded', {
    message: `Your limit ${names[limit]} is ${usd(limit_micro_usd)}${used}; this may cost ${usd(exceeded.estimate_micro_usd)}. Raise the limit${until}.`,
    members: { ...exceeded },
  })
}

const usd = (micros: number) => `${(micros / 1_000_000).toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')} USD`
