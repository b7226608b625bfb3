import { type Static, Type } from '@sinclair/typebox'
import { bodyProblems, exampleOf, problemAs, problems, problemWith, userProblems } from './problems.ts'
import { answer, defaulted, enumOf, nullable, ref, Timestamp } from './shared.ts'

export const tag = { name: 'spending', description: 'What a user may spend on outside services, and has spent' }
const tags = [tag.name]

const micros = (description: string, examples: number[] = []) =>
  Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description, examples })
const amount = (description: string) => Type.Integer({ minimum: 0, description: `${description}, in micro-USD` })
const percent = (description: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: 100, default: value, description })
const limit = (description: string, value: number | null) => ({
  ...nullable(micros('')),
  default: value,
  description: `${description}, in millionths of a US dollar; null: no limit`,
})

const settings = {
  max_cost_per_call_micro_usd: limit('The most that one telephone call may cost', 10_000_000),
  daily_limit_micro_usd: limit('The most that a day may cost', null),
  monthly_limit_micro_usd: limit('The most that a month may cost', 100_000_000),
  alert_threshold_percent: percent('Percent of a limit at which its window is marked as alerted', 80),
  warn_at_percent_per_call: percent('Percent of the most that a call may cost at which the call warns', 75),
  enable_auto_cutoff: Type.Boolean({
    default: true,
    description: 'Whether a running call ends at a limit. What is not begun yet is refused either way',
  }),
  timezone: Type.String({
    minLength: 1,
    maxLength: 64,
    default: 'UTC',
    description: 'IANA time zone in which days and months begin',
    examples: ['Europe/Berlin'],
  }),
}

const BudgetWindow = Type.Object(
  {
    starts_at: Timestamp,
    ends_at: { ...Timestamp, description: 'When the window ends and the next one begins' },
    spent_micro_usd: amount('Spent'),
    reserved_micro_usd: amount('Reserved for calls that are under way'),
    remaining_micro_usd: nullable(amount('What is left of the limit'), { description: 'null without a limit' }),
    alerted: Type.Boolean({ description: 'Whether alert_threshold_percent of the limit was reached' }),
    alerted_at: nullable(Timestamp, { description: 'When it was reached, once for each window' }),
  },
  { $id: 'BudgetWindow', description: 'A day or a month of the budget, in its time zone' },
)

export { BudgetWindow }
export type BudgetWindow = Static<typeof BudgetWindow>

const settingsExample = {
  max_cost_per_call_micro_usd: 10_000_000,
  daily_limit_micro_usd: 5_000_000,
  monthly_limit_micro_usd: 100_000_000,
  alert_threshold_percent: 80,
  warn_at_percent_per_call: 75,
  enable_auto_cutoff: true,
  timezone: 'Europe/Berlin',
}
const windowExample = {
  starts_at: '2026-11-19T23:00:00.000Z',
  ends_at: '2026-11-20T23:00:00.000Z',
  spent_micro_usd: 134_000,
  reserved_micro_usd: 0,
  remaining_micro_usd: 4_866_000,
  alerted: false,
  alerted_at: null,
}

export const Budget = Type.Object(
  { ...settings, day: ref(BudgetWindow), month: ref(BudgetWindow) },
  {
    $id: 'Budget',
    description: 'What a user may spend, and what is left of it: the same numbers that paid calls are checked by',
    examples: [
      {
        ...settingsExample,
        day: windowExample,
        month: {
          ...windowExample,
          starts_at: '2026-10-31T23:00:00.000Z',
          ends_at: '2026-11-30T23:00:00.000Z',
          remaining_micro_usd: 99_866_000,
        },
      },
    ],
  },
)
export type Budget = Static<typeof Budget>

const defaultedSettings = Object.fromEntries(
  Object.entries(settings).map(([name, schema]) => [name, defaulted(schema)]),
) as typeof settings
const BudgetRequest = Type.Object(defaultedSettings)
export type BudgetRequest = Static<typeof BudgetRequest>

/** What a refusal tells of the limit. */
export const exceededMembers = {
  limit: enumOf(['per_call', 'daily', 'monthly'], { description: 'Which limit does not allow it' }),
  limit_micro_usd: amount('The limit'),
  spent_micro_usd: amount('Spent within the window of the limit'),
  reserved_micro_usd: amount('Reserved within it for calls that are under way'),
  estimate_micro_usd: amount('The most that was going to be spent'),
  resets_at: nullable(Timestamp, { description: 'When the next window begins; null for a limit of each call' }),
}

export const exceededExample = exampleOf('budget-exceeded', {
  limit: 'daily',
  limit_micro_usd: 5_000_000,
  spent_micro_usd: 4_958_000,
  reserved_micro_usd: 0,
  estimate_micro_usd: 67_000,
  resets_at: '2026-11-20T23:00:00.000Z',
})

export const BudgetExceeded = problemWith('BudgetExceeded', exceededMembers, {
  description: "The user's own budget does not allow it. Nothing was spent.",
  examples: [exceededExample],
})

/** Entry of `response` of an operation that a user's budget may refuse. */
export const budgetProblem = problemAs('budget-exceeded', BudgetExceeded)

export const readBudget = {
  operationId: 'readBudget',
  tags,
  summary: 'Read what you may spend',
  description: 'The limits of the user, and what is left of the current day and month. Without settings, the defaults.',
  response: { 200: answer('The budget', ref(Budget)), ...problems(...userProblems) },
}

export const putBudget = {
  operationId: 'putBudget',
  tags,
  summary: 'Set what you may spend',
  description:
    'Replaces all settings; what is left out becomes the default. Another time zone sums up its current day and month anew.',
  body: Type.Object(defaultedSettings, { additionalProperties: false, examples: [settingsExample] }),
  response: { 200: answer('The budget as it is now', ref(Budget)), ...problems(...userProblems, ...bodyProblems) },
}

const sums = {
  cost_micro_usd: amount('What they cost together'),
  calls: Type.Integer({ minimum: 0, description: 'Paid calls of outside services' }),
}
const serviceName = Type.String({ description: 'What the calls were for: text, image, call', examples: ['image'] })

export const Spending = Type.Object(
  {
    period: enumOf(['7d', '30d', '90d'], { description: 'The days up to today' }),
    timezone: Type.String({ description: 'The time zone of the days, as in the budget', examples: ['Europe/Berlin'] }),
    starts_at: Timestamp,
    ends_at: { ...Timestamp, description: 'The end of today' },
    total: Type.Object(sums),
    by_service: Type.Array(Type.Object({ service: serviceName, ...sums }), { description: 'The dearest first' }),
    by_persona: Type.Array(Type.Object({ persona_id: Type.String({ examples: ['sarah_001'] }), ...sums }), {
      description: 'Calls with a persona, the dearest first',
    }),
    by_day: Type.Array(Type.Object({ day: Type.String({ format: 'date', examples: ['2026-11-20'] }), ...sums }), {
      description: 'Every day of the period, the oldest first',
    }),
  },
  {
    $id: 'Spending',
    description: 'What a user has spent, without what is reserved at the moment',
    examples: [
      {
        period: '7d',
        timezone: 'Europe/Berlin',
        starts_at: '2026-11-13T23:00:00.000Z',
        ends_at: '2026-11-20T23:00:00.000Z',
        total: { cost_micro_usd: 134_000, calls: 2 },
        by_service: [{ service: 'image', cost_micro_usd: 134_000, calls: 2 }],
        by_persona: [],
        by_day: [{ day: '2026-11-20', cost_micro_usd: 134_000, calls: 2 }],
      },
    ],
  },
)
export type Spending = Static<typeof Spending>

export const listSpending = {
  operationId: 'listSpending',
  tags,
  summary: 'Read what you have spent',
  description: 'By service, by persona and by day. What the service pays for all, such as scenes, counts to no user.',
  querystring: Type.Object(
    {
      period: defaulted(
        enumOf(['7d', '30d', '90d'], { default: '30d', description: 'So many days up to today, in the time zone' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 200: answer('What was spent', ref(Spending)), ...problems(...userProblems) },
}
