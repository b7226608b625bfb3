import { type Static, Type } from '@sinclair/typebox'
import { nullable, pattern, ref, Timestamp } from '../shared.ts'

export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  // One address, in the form that practically all have: what the world's mail servers take is wider.
  ...pattern(
    '^[^\\s@"(),:;<>[\\]\\\\]+@[^\\s@"(),:;<>[\\]\\\\.]+(\\.[^\\s@"(),:;<>[\\]\\\\.]+)+$',
    'must be an email address',
  ),
  description: 'An email address; capitals make no difference',
  examples: ['ada@lorekeep.test'],
})

export const NewPassword = Type.String({
  minLength: 8,
  maxLength: 128,
  description: '8 to 128 characters of any kind; not one of the 3,000 commonest',
  examples: ['seven otters hum'],
})

/** A password that is compared: without the rules of a new one, so that an old one can still be sent. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: 1_000, examples: ['seven otters hum'] })

export const UserName = Type.String({
  minLength: 1,
  maxLength: 100,
  ...pattern('\\S', 'must not be blank'),
  description: 'What the player is called',
  examples: ['Ada'],
})

export const Phone = Type.String({
  ...pattern('^\\+[1-9]\\d{6,14}$', 'must be a phone number in the form of E.164, like +14155550100'),
  description: 'E.164: a plus sign, the country and the number, digits alone',
  examples: ['+14155550100'],
})

export const User = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    email: nullable(Type.String(), { description: 'null for a guest, whom a device signs in' }),
    name: UserName,
    phone: nullable(Type.String(), { description: 'E.164' }),
    email_verified: Type.Boolean(),
    phone_verified: Type.Boolean(),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'User', description: 'A person with an account' },
)
export type User = Static<typeof User>

export const SignedIn = Type.Object(
  {
    token: Type.String({ description: 'Send it as Authorization: Bearer <token>' }),
    expires_at: Timestamp,
    user: ref(User),
  },
  { $id: 'SignedIn', description: 'A user, and a new token' },
)
export type SignedIn = Static<typeof SignedIn>

export const TokenValidity = Type.Object(
  {
    valid: Type.Literal(true),
    user_id: Type.String({ format: 'uuid' }),
    token_id: Type.String(),
    expires_at: Timestamp,
  },
  { $id: 'TokenValidity', description: 'A token that is valid now' },
)
export type TokenValidity = Static<typeof TokenValidity>

export const SessionClaim = Type.Object(
  {
    dry_run: Type.Boolean(),
    saves: Type.Integer({ minimum: 0 }),
    quests: Type.Integer({ minimum: 0 }),
    images: Type.Integer({ minimum: 0 }),
    chats: Type.Integer({ minimum: 0, description: 'Conversations' }),
    conflicts: Type.Array(Type.String(), {
      description:
        'Sessions of which the user has a save or a conversation already: theirs is kept, and the other one stays where it is',
    }),
  },
  { $id: 'SessionClaim', description: 'What became the user’s, or would' },
)
export type SessionClaim = Static<typeof SessionClaim>

const anyItem = Type.Object({}, { additionalProperties: true })

export const UserExport = Type.Object(
  { exported_at: Timestamp, user: ref(User) },
  {
    $id: 'UserExport',
    additionalProperties: Type.Array(anyItem),
    description: 'Everything that is kept of a user: a list for each kind of thing, each item as the API shows it',
  },
)
export type UserExport = Static<typeof UserExport>
