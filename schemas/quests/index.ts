import { type TSchema, Type } from '@sinclair/typebox'
import { replayedHeader, SpendingHeaders } from '../idempotency.ts'
import { pageQuery } from '../paging.ts'
import { bodyProblems, problems } from '../problems.ts'
import { prose } from '../prose.ts'
import { optionalSession, sessionCookie, sessionHeaders } from '../session.ts'
import { answer, defaulted, empty, enumOf, header, ref } from '../shared.ts'
import { HelpMode, ideaMembers, requestMembers } from './plan.ts'
import {
  Quest,
  QuestId,
  QuestPage,
  QuestProgress,
  QuestQuestions,
  QuestStatus,
  QuestSummary,
  QuestsDeleted,
} from './quest.ts'

export * from './quest.ts'

export const tag = { name: 'quests', description: 'Missions from an idea of the player, with steps that earn SGXP' }
const tags = [tag.name]
const params = Type.Object({ id: { ...QuestId, description: 'The id of a quest' } })
const stepParams = Type.Object({
  id: { ...QuestId, description: 'The id of a quest' },
  step_id: Type.Integer({ minimum: 1, maximum: 5, description: 'The id of one of its steps', examples: [1] }),
})

const SessionQuery = Type.Object(optionalSession)
const SessionHeaders = Type.Object(sessionHeaders)
const location = { Location: header(Type.String({ examples: ['/api/v1/quests/1'] }), 'Where the quest is') }
const idempotencyProblems = ['idempotency-key-in-use', 'idempotency-key-reused'] as const
const bodyOf = <T extends Record<string, TSchema>>(members: T, example: object) =>
  Type.Object(members, { additionalProperties: false, examples: [example] })

const exampleIdea = {
  mission_idea: ideaMembers.mission_idea.examples[0],
  help_mode: 'supplies',
  nickname: 'JayNova',
  age_range: '12-15',
}

export const clarifyQuest = {
  operationId: 'clarifyQuest',
  tags,
  summary: 'Ask what a quest needs to know',
  description: prose`
    Two to four questions about the idea. Send their answers with the idea to generateQuest as clarifications: q0
    answers the first. No quest is stored.`,
  headers: SpendingHeaders,
  body: bodyOf({ ...ideaMembers, ...optionalSession }, exampleIdea),
  response: {
    200: answer('The questions', ref(QuestQuestions), replayedHeader),
    ...problems(...bodyProblems, ...idempotencyProblems),
  },
}

export const generateQuest = {
  operationId: 'generateQuest',
  tags,
  summary: 'Write a quest from an idea',
  description: prose`
    A text model writes it where one is configured, the built-in writer otherwise, and whenever a model is late, away
    or writes something invalid: served_by says who and why. A 201 means committed to disk. Without any session a new
    one is made: it is in the answer, and set as the cookie session_id.`,
  headers: SpendingHeaders,
  body: bodyOf(
    { ...requestMembers, ...optionalSession },
    {
      ...exampleIdea,
      clarifications: { q0: 'the shelter cats on Elm Street', q1: 'before the first frost' },
      session_id: 'shard-472-demo',
    },
  ),
  response: {
    201: answer('The quest', ref(Quest), { ...location, ...replayedHeader, ...sessionCookie }),
    ...problems(...bodyProblems, ...idempotencyProblems, 'sessions-exceeded'),
  },
}

export const listQuests = {
  operationId: 'listQuests',
  tags,
  summary: 'List the quests of a session',
  description: 'Newest first, or in another order; only some of them with status and help_mode.',
  headers: SessionHeaders,
  querystring: Type.Object(
    {
      ...optionalSession,
      sort: defaulted(
        enumOf(['recent', 'oldest', 'sgxp_desc', 'sgxp_asc'], {
          default: 'recent',
          description: 'recent, oldest, or by SGXP earned: most first (sgxp_desc) or least first',
        }),
      ),
      status: Type.Optional(QuestStatus),
      help_mode: Type.Optional({ ...HelpMode, description: 'Only those that help so' }),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  response: { 200: answer('A page of quests', ref(QuestPage)), ...problems() },
}

export const readQuest = {
  operationId: 'readQuest',
  tags,
  summary: 'Read one quest',
  description: 'With its steps and what they have earned. 404 also when it belongs to another session.',
  params,
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 200: answer('The quest', ref(Quest)), ...problems('quest-not-found') },
}

export const setQuestStep = {
  operationId: 'setQuestStep',
  tags,
  summary: 'Tick or un-tick a step',
  description: 'A step earns its SGXP once, however often it is ticked; un-ticking takes it back.',
  params: stepParams,
  headers: SessionHeaders,
  body: bodyOf({ done: Type.Boolean(), ...optionalSession }, { done: true, session_id: 'shard-472-demo' }),
  response: {
    200: answer('Committed to disk', ref(QuestProgress)),
    ...problems('quest-not-found', 'quest-step-not-found', ...bodyProblems),
  },
}

export const summarizeQuests = {
  operationId: 'summarizeQuests',
  tags,
  summary: 'Sum up what a session has achieved',
  description: 'Quests, SGXP, and the level they make. A session without quests has level 1.',
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 200: answer('The sums', ref(QuestSummary)), ...problems() },
}

export const deleteQuest = {
  operationId: 'deleteQuest',
  tags,
  summary: 'Delete one quest',
  description: 'Its steps and their SGXP go with it.',
  params,
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 204: empty('Deleted'), ...problems('quest-not-found', ...bodyProblems) },
}

export const deleteQuests = {
  operationId: 'deleteQuests',
  tags,
  summary: 'Delete all quests of a session',
  description: 'Their steps and their SGXP go with them.',
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 200: answer('Deleted', ref(QuestsDeleted)), ...problems(...bodyProblems) },
}
