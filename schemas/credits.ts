import { type Static, Type } from '@sinclair/typebox'
import { KeyedHeaders, replayedHeader } from './idempotency.ts'
import { pageOf, pageQuery } from './paging.ts'
import { bodyProblems, operatorProblems, problems, userProblems } from './problems.ts'
import { prose } from './prose.ts'
import { answer, enumOf, header, nullable, pattern, ref, Timestamp } from './shared.ts'

export const tag = { name: 'credits', description: 'What a user may spend: one credit is one minute of a call' }
const tags = [tag.name]

const MAX = Number.MAX_SAFE_INTEGER
const count = (description: string) => Type.Integer({ minimum: 0, maximum: MAX, description })
const notBlank = pattern('\\S', 'must not be blank')
const uuid = pattern('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 'must be a UUID')

export const Credits = Type.Object(
  {
    available_credits: count('What may be spent now'),
    reserved_credits: count('Kept for what is under way, such as a call; what it does not use comes back'),
    lifetime_purchased: count('Bought so far; what was given is not counted'),
    lifetime_used: count('Used so far, less what was refunded'),
  },
  {
    $id: 'Credits',
    description: 'What a user has',
    examples: [{ available_credits: 42, reserved_credits: 10, lifetime_purchased: 100, lifetime_used: 53 }],
  },
)
export type Credits = Static<typeof Credits>

export const CreditTransaction = Type.Object(
  {
    id: Type.Integer({ minimum: 1, maximum: MAX }),
    type: enumOf(['purchase', 'grant', 'usage', 'refund'], {
      description:
        'purchase: bought; grant: given by the operator, or at the beginning; usage: spent; refund: a usage that was corrected',
    }),
    credits: Type.Integer({
      minimum: -MAX,
      maximum: MAX,
      description: 'Below zero for a usage, above zero for all others',
    }),
    balance_after: count('All credits of the user after it, the reserved ones included'),
    reason: nullable(Type.String(), { description: 'For people' }),
    reference: Type.String({ description: 'What it was for; a type has each reference once' }),
    created_at: Timestamp,
  },
  {
    $id: 'CreditTransaction',
    description: 'One change of what a user has. It is never changed: another one corrects it',
    examples: [
      {
        id: 7,
        type: 'grant',
        credits: 50,
        balance_after: 55,
        reason: 'For the lost call of Tuesday',
        reference: 'ticket-472',
        created_at: '2026-11-20T09:30:00.000Z',
      },
    ],
  },
)
export type CreditTransaction = Static<typeof CreditTransaction>

export const CreditTransactionPage = pageOf('CreditTransactionPage', CreditTransaction, 'Newest first')
export type CreditTransactionPage = Static<typeof CreditTransactionPage>

const CreditGrant = Type.Object(
  {
    user_id: Type.String({ ...uuid, description: 'Who gets them' }),
    credits: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many' }),
    reason: Type.String({
      minLength: 1,
      maxLength: 200,
      ...notBlank,
      description: 'For the user to read; forgotten when the user is deleted',
    }),
    reference: Type.String({
      minLength: 1,
      maxLength: 200,
      ...notBlank,
      description: prose`
        What they are given for, such as the number of a ticket: given once for each reference. It stays when the user
        is deleted, so it must not name the user`,
    }),
  },
  {
    additionalProperties: false,
    description: 'Credits that the operator gives to a user',
    examples: [
      {
        user_id: '01900000-0000-7000-8000-000000000001',
        credits: 50,
        reason: 'For the lost call of Tuesday',
        reference: 'ticket-472',
      },
    ],
  },
)
export type CreditGrant = Static<typeof CreditGrant>

export const readCredits = {
  operationId: 'readCredits',
  tags,
  summary: 'What you may spend',
  description: 'Zeros for a user who was never given any.',
  response: { 200: answer('The credits', ref(Credits)), ...problems(...userProblems) },
}

export const listCreditTransactions = {
  operationId: 'listCreditTransactions',
  tags,
  summary: 'List what has changed your credits',
  description: 'Newest first. The sum of all credits is the balance: what is available, and what is reserved.',
  querystring: Type.Object(pageQuery, { additionalProperties: false }),
  response: { 200: answer('A page of transactions', ref(CreditTransactionPage)), ...problems(...userProblems) },
}

const location = {
  Location: header(Type.String({ examples: ['/api/v1/credits/transactions'] }), 'Where the user finds it'),
}

export const grantCredits = {
  operationId: 'grantCredits',
  tags,
  summary: 'Give credits to a user',
  description: prose`
    Once for each reference: sent again for the same user and number of credits, with any key, it answers the first
    transaction, with Idempotent-Replayed: true; for another user or number it is refused. A 201 means committed to
    disk.`,
  headers: KeyedHeaders,
  body: CreditGrant,
  response: {
    201: answer('The transaction', ref(CreditTransaction), { ...location, ...replayedHeader }),
    ...problems(
      ...operatorProblems,
      ...bodyProblems,
      'user-not-found',
      'reference-used',
      'idempotency-key-in-use',
      'idempotency-key-reused',
    ),
  },
}
