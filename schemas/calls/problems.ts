import { Type } from '@sinclair/typebox'
import { bodyProblems, exampleOf, problemAs, problems, problemWith } from '../problems.ts'
import { prose } from '../prose.ts'
import { enumOf } from '../shared.ts'
import { exceededExample, exceededMembers } from '../spending.ts'
import { creditMembers } from './call.ts'

/** 402 of operations that begin calls: too few credits, or a budget that allows none. */
export const CallUnaffordable = problemWith(
  'CallUnaffordable',
  Type.Partial(Type.Object({ ...creditMembers, ...exceededMembers })).properties,
  {
    description: 'Why a call cannot be paid: no-credit with the balance, or budget-exceeded with the limit',
    examples: [exampleOf('no-credit', { balance: 0, required: 1, price_micro_usd: 83_900 }), exceededExample],
  },
)

export const reasons = ['not_verified', 'do_not_call', 'quiet_hours', 'daily_cap'] as const
export const CallNotAllowed = problemWith(
  'CallNotAllowed',
  {
    reason: Type.Optional(
      enumOf(reasons, {
        description: prose`
          not_verified: prove first that the number is yours; do_not_call: it is not to be called; quiet_hours: it is
          night there; daily_cap: you have had as many calls as one user may have in 24 hours`,
      }),
    ),
  },
  {
    description: 'Why this number is not called',
    examples: [
      exampleOf('call-not-allowed', { reason: 'not_verified' }),
      exampleOf('user-required'),
      exampleOf('origin-not-allowed'),
    ],
  },
)

/** Refusals of operations that begin calls, now or later. */
export const callProblems = (...slugs: Parameters<typeof problems>) => ({
  ...problems(...slugs, ...bodyProblems.filter((it) => it !== 'origin-not-allowed'), 'idempotency-key-reused'),
  ...problemAs(['no-credit', 'budget-exceeded'], CallUnaffordable),
  ...problemAs(['call-not-allowed', 'user-required', 'origin-not-allowed'], CallNotAllowed),
})
