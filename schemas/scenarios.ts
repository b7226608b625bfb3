import { type Static, Type } from '@sinclair/typebox'
import { PageQuery, pageOf } from './paging.ts'
import { bodyProblems, problems } from './problems.ts'
import { prose } from './prose.ts'
import { answer, defaulted, empty, enumOf, header, nullable, pattern, ref, Timestamp } from './shared.ts'
import { Slug } from './slug.ts'

export const tag = { name: 'scenarios', description: 'Why somebody calls: what the persona plays' }
const tags = [tag.name]
const notBlank = pattern('\\S', 'must not be blank')

const ScenarioId = { ...Slug, description: 'The id of a scenario', examples: ['riddle-at-the-ford'] }
const name = Type.String({ minLength: 1, maxLength: 100, ...notBlank, examples: ['Riddle at the Ford'] })
const scenario_text = Type.String({
  minLength: 1,
  maxLength: 4_000,
  ...notBlank,
  description: 'Told to the persona: who calls and why, what to do when the player plays along or not, how it ends',
})
const icon = Type.String({ minLength: 1, maxLength: 16, ...notBlank, description: 'An emoji', examples: ['🛶'] })

export const Scenario = Type.Object(
  {
    id: ScenarioId,
    name,
    scenario_text,
    icon,
    created_by: enumOf(['system', 'user'], { description: 'system: it belongs to the service' }),
    use_count: Type.Integer({ minimum: 0, description: 'How many calls have had it' }),
    last_used_at: nullable(Timestamp),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  {
    $id: 'Scenario',
    description: 'Why somebody calls',
    examples: [
      {
        ...{ id: 'save-me-from-bad-date', name: 'Save Me From Bad Date', icon: '🆘', created_by: 'system' },
        scenario_text:
          'You are the flatmate. The washing machine is walking across the kitchen, and you need help now.',
        ...{ use_count: 12, last_used_at: '2026-11-20T09:30:00.000Z' },
        ...{ created_at: '2026-11-01T00:00:00.000Z', updated_at: '2026-11-01T00:00:00.000Z' },
      },
    ],
  },
)
export type Scenario = Static<typeof Scenario>

export const ScenarioPage = pageOf('ScenarioPage', Scenario, 'Scenarios, the most used first')
export type ScenarioPage = Static<typeof ScenarioPage>

export const PopularScenarios = Type.Object(
  { items: Type.Array(ref(Scenario), { maxItems: 10 }) },
  { $id: 'PopularScenarios', description: 'The most used scenarios' },
)
export type PopularScenarios = Static<typeof PopularScenarios>

export const ScenarioInput = Type.Object(
  {
    id: Type.Optional({ ...ScenarioId, description: 'Made from the name, with a random end, unless given' }),
    name,
    scenario_text,
    icon: defaulted({ ...icon, default: '📞' }),
  },
  {
    additionalProperties: false,
    examples: [
      {
        ...{ id: 'riddle-at-the-ford', name: 'Riddle at the Ford', icon: '🛶' },
        scenario_text:
          'The river has risen and you wait at the ford with a lantern. Ask one riddle; whoever laughs crosses first.',
      },
    ],
  },
)
export type ScenarioInput = Static<typeof ScenarioInput>

export const ScenarioPatch = Type.Partial(Type.Object({ name, scenario_text, icon }), {
  additionalProperties: false,
  minProperties: 1,
  examples: [{ icon: '🏮' }],
})
export type ScenarioPatch = Static<typeof ScenarioPatch>

const params = Type.Object({ id: ScenarioId })
const location = {
  Location: header(Type.String({ examples: ['/api/v1/scenarios/riddle-at-the-ford'] }), 'Where the scenario is'),
}

export const listScenarios = {
  operationId: 'listScenarios',
  tags,
  summary: 'List the scenarios that a call may have',
  description:
    "The service's and one's own, the most used first, then by name. The operator sees those of the service.",
  querystring: PageQuery,
  response: { 200: answer('A page of scenarios', ref(ScenarioPage)), ...problems() },
}

export const listPopularScenarios = {
  operationId: 'listPopularScenarios',
  tags,
  summary: 'List the ten most used scenarios',
  description: 'The first ten of listScenarios.',
  response: { 200: answer('At most ten scenarios', ref(PopularScenarios)), ...problems() },
}

export const readScenario = {
  operationId: 'readScenario',
  tags,
  summary: 'Read one scenario',
  description: "One of the service's or one's own. 404 also when it belongs to another user.",
  params,
  response: { 200: answer('The scenario', ref(Scenario)), ...problems('scenario-not-found') },
}

export const createScenario = {
  operationId: 'createScenario',
  tags,
  summary: 'Write a scenario',
  description: prose`
    Of one's own, which no other user sees, at most 100 for each; the operator's belong to the service. Ids are unique
    among all scenarios, and are never changed.`,
  body: ScenarioInput,
  response: {
    201: answer('The scenario', ref(Scenario), location),
    ...problems(...bodyProblems, 'scenario-taken', 'scenario-limit-reached'),
  },
}

export const updateScenario = {
  operationId: 'updateScenario',
  tags,
  summary: 'Change a scenario',
  description: prose`
    Only the members that are sent. Of a user their own; of the operator those of the service, which are then no
    longer renewed by a new version of it.`,
  params,
  body: ScenarioPatch,
  response: { 200: answer('As it is now', ref(Scenario)), ...problems('scenario-not-found', ...bodyProblems) },
}

export const deleteScenario = {
  operationId: 'deleteScenario',
  tags,
  summary: 'Delete a scenario',
  description: 'Of a user their own; of the operator those of the service, which do not come back with the next start.',
  params,
  response: { 204: empty('Deleted'), ...problems('scenario-not-found', ...bodyProblems) },
}
