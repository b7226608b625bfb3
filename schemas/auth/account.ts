import { Type } from '@sinclair/typebox'
import { bodyProblems, problems, userProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { answer, empty, nullable, ref } from '../shared.ts'
import { closed } from './closed.ts'
import { GivenPassword, Phone, User, UserExport, UserName } from './user.ts'

const tags = ['auth']

export const readMe = {
  operationId: 'readMe',
  tags,
  summary: 'The signed-in user',
  description: 'Without the password, which is never shown.',
  response: { 200: answer('The user', ref(User)), ...problems(...userProblems) },
}

export const updateMe = {
  operationId: 'updateMe',
  tags,
  summary: 'Change name or phone',
  description: 'Members that are not sent stay as they are. Another phone number is not verified.',
  body: Type.Object(
    { name: Type.Optional(UserName), phone: Type.Optional(nullable(Phone, { description: 'E.164; null removes it' })) },
    { additionalProperties: false, examples: [{ name: 'Ada L.' }] },
  ),
  response: { 200: answer('The user', ref(User)), ...problems(...bodyProblems, ...userProblems) },
}

export const deleteMe = {
  operationId: 'deleteMe',
  tags,
  summary: 'Delete the account and everything of it',
  description: prose`
    Saves, quests, pictures, personas, conversations and all else goes; entries of the credit ledger stay, without a
    name. Needs the password, if the account has one.`,
  body: closed({ password: Type.Optional(GivenPassword) }, { password: 'seven otters hum' }),
  response: {
    204: empty('Deleted'),
    ...problems(...bodyProblems, ...userProblems, 'password-wrong', 'attempts-exceeded'),
  },
}

export const exportMe = {
  operationId: 'exportMe',
  tags,
  summary: 'Everything that is kept of the user, as one document',
  description: 'A list for each kind of thing. It is sent while it is read: a large account takes a while.',
  response: { 200: answer('The document', ref(UserExport)), ...problems(...userProblems) },
}
