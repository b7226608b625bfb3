import { Type } from '@sinclair/typebox'
import { sessionHeaders } from './session.ts'
import { header } from './shared.ts'

/** Headers of an operation that may cost money. */
export const SpendingHeaders = Type.Object({
  ...sessionHeaders,
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'A new key for each intended effect. Sent again with the same body within 24 hours, it returns the first answer and has no second effect. Needs a session.',
    }),
  ),
})

/** Header of the answer of such an operation. */
export const replayedHeader = {
  'Idempotent-Replayed': header(
    Type.Boolean(),
    'true: this is the answer of an earlier request with the same Idempotency-Key',
  ),
}
