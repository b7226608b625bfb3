import { Type } from '@sinclair/typebox'
import { sessionHeaders } from './session.ts'
import { header } from './shared.ts'

/** Headers of an operation that spends, dials or grants. */
export const SpendingHeaders = Type.Object({
  ...sessionHeaders,
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'One key for each thing that is wanted: sent again with the same body within 24 hours, the first answer comes back and nothing is made twice. Needs a session.',
    }),
  ),
})

/** Header of an answer to such an operation. */
export const replayedHeader = {
  'Idempotent-Replayed': header(
    Type.Boolean(),
    'true: this is the answer of an earlier request with the same Idempotency-Key',
  ),
}
