import { Type } from '@sinclair/typebox'
import { bodyProblems, problems, userProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { SessionId } from '../session.ts'
import { answer, defaulted, empty, header, ref } from '../shared.ts'
import { closed } from './closed.ts'
import {
  Email,
  GivenPassword,
  NewPassword,
  Phone,
  SessionClaim,
  SignedIn,
  TokenValidity,
  User,
  UserName,
} from './user.ts'

export * from './account.ts'
export { SessionClaim, SignedIn, TokenValidity, User, UserExport } from './user.ts'

export const tag = { name: 'auth', description: 'Accounts: who a player is, on any device' }
const tags = [tag.name]

const location = {
  Location: header(Type.String({ examples: ['/api/v1/auth/me'] }), 'Where the user reads their account'),
}

const newAccount = { email: 'ada@lorekeep.test', password: 'seven otters hum', name: 'Ada' }

export const register = {
  operationId: 'register',
  tags,
  summary: 'Make an account with an email and a password',
  description: 'The account has the credits that new accounts get. The token signs the user in.',
  body: closed({ email: Email, password: NewPassword, name: UserName, phone: Type.Optional(Phone) }, newAccount),
  response: {
    201: answer('The user, signed in', ref(SignedIn), location),
    ...problems(...bodyProblems, 'email-taken', 'attempts-exceeded'),
  },
}

export const login = {
  operationId: 'login',
  tags,
  summary: 'Sign in with an email and a password',
  description: prose`
    An unknown email and a wrong password get the same answer, in the same time. After five wrong ones in a row an
    account waits 1, 2, 4 … 300 seconds between attempts; from an address where its owner has signed in before, the
    attempts of others make no difference.`,
  body: closed(
    { email: Email, password: GivenPassword },
    { email: 'robin@lorekeep.test', password: 'seven otters hum' },
  ),
  response: {
    200: answer('The user, signed in', ref(SignedIn)),
    ...problems(...bodyProblems, 'credentials-wrong', 'attempts-exceeded'),
  },
}

export const signInDevice = {
  operationId: 'signInDevice',
  tags,
  summary: 'Sign in a device, without a form',
  description: prose`
    A game makes random characters once, keeps them on the device, and sends them at each start. The first time makes
    a guest user, who can be given an email and a password later (linkEmail) and keeps everything.`,
  body: closed(
    {
      device_id: Type.String({
        minLength: 32,
        maxLength: 200,
        description:
          'At least 32 random characters, which are all that is needed to sign in: keep them like a password.',
      }),
      name: defaulted({ ...UserName, default: 'Guest' }),
    },
    { device_id: 'b3Vyb3Jhbmdlcy1hcmUtbm90LW9ubHktZnJ1aXQ', name: 'Ada' },
  ),
  response: {
    200: answer('The user of this device, signed in', ref(SignedIn)),
    201: answer('A new guest user, signed in', ref(SignedIn), location),
    ...problems(...bodyProblems, 'attempts-exceeded'),
  },
}

export const linkEmail = {
  operationId: 'linkEmail',
  tags,
  summary: 'Give a guest an email and a password',
  description: 'The user stays the same one, with everything they have; the device still signs in.',
  body: closed({ email: Email, password: NewPassword }, { email: 'guest@lorekeep.test', password: 'seven otters hum' }),
  response: {
    200: answer('The user', ref(User)),
    ...problems(...bodyProblems, ...userProblems, 'email-taken', 'email-already-set', 'attempts-exceeded'),
  },
}

export const validateToken = {
  operationId: 'validateToken',
  tags,
  summary: 'Whether the token is valid, and until when',
  description: '200 when it is, 401 otherwise.',
  response: { 200: answer('It is valid', ref(TokenValidity)), ...problems(...userProblems) },
}

export const logout = {
  operationId: 'logout',
  tags,
  summary: 'End the token, or all tokens of the user',
  description: prose`
    Durable before the answer: no restart brings the token back. Other instances notice within a second. With
    everywhere, a device that has signed the user in without the password does so no more, if the account has an
    email.`,
  body: closed(
    { everywhere: defaulted(Type.Boolean({ default: false, description: 'true ends all tokens of the user' })) },
    { everywhere: false },
  ),
  response: { 204: empty('Ended'), ...problems(...bodyProblems, ...userProblems) },
}

export const changePassword = {
  operationId: 'changePassword',
  tags,
  summary: 'Change the password',
  description: prose`
    All other tokens of the user end; the one that was sent stays valid. A device that has signed the user in without
    the password does so no more.`,
  body: closed(
    { current: GivenPassword, next: NewPassword },
    { current: 'seven otters hum', next: 'eight otters sing' },
  ),
  response: {
    204: empty('Changed'),
    ...problems(...bodyProblems, ...userProblems, 'password-wrong', 'attempts-exceeded'),
  },
}

export const claimSession = {
  operationId: 'claimSession',
  tags,
  summary: 'Bring what an anonymous session has to the account',
  description:
    'Its saves with their history, its quests, its pictures and its conversations become the user’s. A second time changes nothing.',
  body: closed(
    {
      session_id: SessionId,
      dry_run: defaulted(
        Type.Boolean({ default: false, description: 'true tells what would be, and changes nothing' }),
      ),
    },
    { session_id: 'shard-472-demo', dry_run: false },
  ),
  response: {
    200: answer('What became the user’s', ref(SessionClaim)),
    ...problems(...bodyProblems, ...userProblems),
  },
}
