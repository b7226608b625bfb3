import { Type } from '@sinclair/typebox'
import { prose } from './prose.ts'
import { sessionHeaders } from './session.ts'
import { header } from './shared.ts'

const key = (needs = '') => ({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: prose`
        A new key for each intended effect. Sent again with the same body within 24 hours, it returns the first answer
        and has no second effect.${needs}`,
    }),
  ),
})

/** Headers of an operation that may cost money. */
export const SpendingHeaders = Type.Object({ ...sessionHeaders, ...key(' Needs a session.') })

/** Headers of an operation that has its effect once for each key, and belongs to no play session. */
export const KeyedHeaders = Type.Object(key())

/** Header of the answer of such an operation. */
export const replayedHeader = {
  'Idempotent-Replayed': header(
    Type.Boolean(),
    'true: this is the answer of an earlier request with the same Idempotency-Key',
  ),
}
