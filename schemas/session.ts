import { Type } from '@sinclair/typebox'
import { prose } from './prose.ts'
import { header, pattern } from './shared.ts'

/** Where a request names its play session, in the order that counts. */
const order =
  'Where it is not given, the header X-Session-Id counts, then the cookie session_id; where there is none, a new session begins.'

export const SessionId = Type.String({
  minLength: 1,
  maxLength: 200,
  // Not . or .., which every client takes out of an address.
  ...pattern(
    '^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f-\\u009f]+$',
    'must have no control characters, and must not be . or .. alone',
  ),
  description: prose`
    Names the play session: 1 to 200 characters, no control characters, not . or .. alone. Without an account, the id
    is all that is needed to read and write what the session owns.`,
  examples: ['shard-472-demo'],
})

/** `session_id` of a body or a query that may leave it out. */
export const optionalSession = {
  session_id: Type.Optional({ ...SessionId, description: `${SessionId.description} ${order}` }),
}

export const sessionHeaders = {
  'x-session-id': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      // How other characters arrive in a header depends on the client.
      ...pattern('^(?!\\.{1,2}$)[\\u0020-\\u007e]+$', 'must be printable ASCII, and must not be . or .. alone'),
      description:
        'The play session, when session_id is not given. ASCII; an id with other characters is sent as session_id',
    }),
  ),
}

/** Header of an answer that began a session. */
export const sessionCookie = {
  'Set-Cookie': header(
    Type.String({
      examples: ['session_id=c2hhcmQtNDcyLWRlbW8tc2Vzc2lvbg; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax'],
    }),
    'The session that was made for this request; only when it named none',
  ),
}
