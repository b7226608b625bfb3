import { Type } from '@sinclair/typebox'
import { bodyProblems, problems, userProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { answer, empty, header, ref } from '../shared.ts'
import { Persona, PersonaId, PersonaInput, PersonaPage, PersonaPatch, PersonaQuery, tag } from './persona.ts'
import { Relationship, RelationshipInput } from './relationship.ts'

export * from './persona.ts'
export * from './relationship.ts'

const tags = [tag.name]
const params = Type.Object({ id: PersonaId })
const location = {
  Location: header(Type.String({ examples: ['/api/v1/personas/ferry-marlow'] }), 'Where the persona is'),
}

export const listPersonas = {
  operationId: 'listPersonas',
  tags,
  summary: 'List the personas that one can talk with',
  description: prose`
    By name. Everyone sees the service's public ones; a user also their own, and the public ones of others. The
    operator sees all of the service's, and with created_by=user those of all users.`,
  querystring: PersonaQuery,
  response: { 200: answer('A page of personas', ref(PersonaPage)), ...problems() },
}

export const readPersona = {
  operationId: 'readPersona',
  tags,
  summary: 'Read one persona',
  description: 'system_prompt is in the answer only for its owner and for the operator. 404 also when it is private.',
  params: Type.Object({ id: { ...PersonaId, examples: ['brad_001'] } }),
  response: { 200: answer('The persona', ref(Persona)), ...problems('persona-not-found') },
}

export const createPersona = {
  operationId: 'createPersona',
  tags,
  summary: 'Make a persona',
  description: prose`
    Of one's own, at most 100 for each user; the operator's belong to the service. Ids are unique among all personas,
    and are never changed.`,
  body: PersonaInput,
  response: {
    201: answer('The persona', ref(Persona), location),
    ...problems(...bodyProblems, 'persona-taken', 'persona-limit-reached'),
  },
}

export const updatePersona = {
  operationId: 'updatePersona',
  tags,
  summary: 'Change a persona',
  description: prose`
    Only the members that are sent; voice and tags are replaced whole. Of a user their own, of the operator any. One
    of the service's that the operator has changed is no longer renewed by a new version of the service.`,
  params,
  body: PersonaPatch,
  response: { 200: answer('As it is now', ref(Persona)), ...problems('persona-not-found', ...bodyProblems) },
}

export const deletePersona = {
  operationId: 'deletePersona',
  tags,
  summary: 'Delete a persona',
  description: prose`
    What users have with it goes too. One of the service's does not come back with the next start; the operator may
    make another one under its id.`,
  params,
  response: { 204: empty('Deleted'), ...problems('persona-not-found', ...bodyProblems) },
}

export const readRelationship = {
  operationId: 'readRelationship',
  tags,
  summary: 'Read what you have with a persona',
  description:
    'Before anything is kept: a friend without memories, total_calls 0 and updated_at null, so that a client need not tell the two apart.',
  params,
  response: {
    200: answer('The relationship', ref(Relationship)),
    ...problems(...userProblems, 'persona-not-found'),
  },
}

export const putRelationship = {
  operationId: 'putRelationship',
  tags,
  summary: 'Set what you have with a persona',
  description: prose`
    Replaces the whole of it, what is left out by its default; memory.facts too. recent_calls, total_calls,
    total_minutes and last_call_at are counted by the service, and kept.`,
  params,
  body: RelationshipInput,
  response: {
    200: answer('As it is now', ref(Relationship)),
    ...problems(...userProblems, 'persona-not-found', ...bodyProblems),
  },
}

export const forgetRelationship = {
  operationId: 'forgetRelationship',
  tags,
  summary: 'Make a persona forget you',
  description: 'Its memories, the calls it remembers and what was counted. Also of a persona that is private now.',
  params,
  response: { 204: empty('Forgotten'), ...problems(...userProblems, 'relationship-not-found', ...bodyProblems) },
}
