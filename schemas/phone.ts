import { type Static, Type } from '@sinclair/typebox'
import { Phone } from './auth/user.ts'
import { bodyProblems, problems, userProblems } from './problems.ts'
import { prose } from './prose.ts'
import { answer, empty, pattern, ref, Timestamp } from './shared.ts'

export const tag = { name: 'phone', description: 'Phone numbers: whose they are, and whether they may be called' }
const tags = [tag.name]

export const PhoneVerification = Type.Object(
  {
    phone_number: Type.String({ description: 'The last four digits', examples: ['…0123'] }),
    expires_at: { ...Timestamp, description: 'Until when the code is valid' },
    simulated: Type.Boolean({
      description: 'true: the telephone is simulated, no phone rings, and the code is in the log of the service',
    }),
  },
  { $id: 'PhoneVerification', description: 'A code that was sent to a phone number' },
)
export type PhoneVerification = Static<typeof PhoneVerification>

export const VerifiedPhone = Type.Object(
  { verified: Type.Literal(true) },
  { $id: 'VerifiedPhone', description: 'The number is the user’s' },
)
export type VerifiedPhone = Static<typeof VerifiedPhone>

export const sendVerification = {
  operationId: 'sendVerification',
  tags,
  summary: 'Have a code told to a phone number',
  description: prose`
    A short call tells six digits, which are valid for ten minutes and replace those of before. A number gets at most
    three codes an hour, a user five. Numbers of premium rate are not called.`,
  body: Type.Object(
    { phone_number: Phone },
    { additionalProperties: false, examples: [{ phone_number: '+12025550123' }] },
  ),
  response: {
    202: answer('The code is on its way', ref(PhoneVerification)),
    ...problems(
      ...bodyProblems,
      ...userProblems,
      'calls-refused',
      'verifications-exceeded',
      'verification-unavailable',
    ),
  },
}

export const checkVerification = {
  operationId: 'checkVerification',
  tags,
  summary: 'Send the code that was told',
  description: prose`
    Proves that the number is the user’s: personas may call it from now on. It becomes the number of the account, if
    that has none. After five wrong codes a new one has to be sent.`,
  body: Type.Object(
    {
      phone_number: Phone,
      code: Type.String({ ...pattern('^[0-9]{6}$', 'must be six digits'), examples: ['123456'] }),
    },
    { additionalProperties: false, examples: [{ phone_number: '+12025550124', code: '123456' }] },
  ),
  response: {
    200: answer('The number is verified', ref(VerifiedPhone)),
    ...problems(...bodyProblems, ...userProblems, 'code-wrong', 'verification-not-found', 'phone-taken'),
  },
}

const params = Type.Object({
  phone_number: Type.String({ maxLength: 30, description: 'E.164', examples: ['+12025550125'] }),
})

export const refuseCalls = {
  operationId: 'refuseCalls',
  tags,
  summary: 'Have a number called no more',
  description: prose`
    By the user who has verified it, or by the operator for any number. Nothing calls it any more, whatever was
    scheduled. A second time changes nothing.`,
  params,
  response: { 204: empty('It is not called'), ...problems(...bodyProblems, 'phone-number-not-found') },
}

export const allowCalls = {
  operationId: 'allowCalls',
  tags,
  summary: 'Have a number called again',
  description: prose`
    A user takes back what they have refused themselves; what the operator has refused, the operator alone allows, who
    can allow any number. 404 when calls to the number were not refused.`,
  params,
  response: { 204: empty('It may be called'), ...problems(...bodyProblems, 'phone-number-not-found') },
}
