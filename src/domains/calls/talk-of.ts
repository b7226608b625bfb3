import type { Scenario } from '../../../schemas/scenarios.ts'
import type { Deps } from '../../deps.ts'
import { Refusal } from '../../errors.ts'
import type { User } from '../../http/principal.ts'
import type { Caller } from '../../services/generation/task.ts'
import type { Talk, TalkPersona, TalkScenario, Turn } from '../../services/talk/talk.ts'
import { findVisiblePersona, readRelationship } from '../personas/actions.ts'
import { readScenario } from '../scenarios/actions.ts'
import type { CallRow } from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/** The user of a call, as whom personas and scenarios are read: no request stands behind it. */
export const userOfCall = ({ user_id }: Pick<CallRow, 'user_id'>): User => ({
  ...{ kind: 'user', userId: user_id, tokenId: '', tokenVersion: 0, expiresAt: '' },
})

export const callerOf = ({ user_id }: Pick<CallRow, 'user_id'>, signal: AbortSignal): Caller => ({
  owner: { user_id },
  limitKey: user_id,
  signal,
})

/** What a call is about: all that a reply is made from, but the turns. */
export type Basis = Omit<Talk, 'turns' | 'said'>

export async function basisOf(deps: Needs, call: CallRow): Promise<Basis> {
  const user = userOfCall(call)
  const [persona, relationship, scenario] = await Promise.all([
    personaOf(deps, user, call),
    relationshipOf(deps, user, call),
    scenarioOf(deps, call),
  ])
  const since = call.answered_at ?? call.started_at
  const elapsed_ms = Math.max(0, deps.clock.now().getTime() - Date.parse(since))
  return {
    persona,
    relationship,
    ...(scenario ? { scenario } : {}),
    call: { id: call.id, elapsed_ms, limit_ms: call.limit_minutes * 60_000 },
  }
}

export const turnsOf = (rows: readonly Turn[]): Turn[] => rows.map(({ role, text }) => ({ role, text }))

/** Of what is read here, everything may have been deleted since the call began: then it goes on without it. */
export async function ifThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined
    throw error
  }
}

async function personaOf({ db }: Needs, user: User, call: CallRow): Promise<TalkPersona> {
  const row = await ifThere(() => findVisiblePersona(db, user, call.persona_id))
  const name = call.persona_name
  if (!row) return { id: call.persona_id, name, system_prompt: `You are ${name}.`, max_tokens: 160 }
  return { id: row.id, name: row.name, system_prompt: row.system_prompt, max_tokens: row.max_tokens }
}

const strangers: Talk['relationship'] = {
  ...{ relationship_type: 'friend', custom_system_prompt: null, memory: { facts: [], recent_calls: [] } },
  ...{ total_calls: 0, last_call_at: null },
}

const relationshipOf = async (deps: Needs, user: User, { persona_id }: CallRow) =>
  (await ifThere(() => readRelationship(deps, user, persona_id))) ?? strangers

async function scenarioOf(deps: Needs, call: CallRow): Promise<TalkScenario | undefined> {
  const { scenario_id, call_scenario, call_pretext, user_id } = call
  const pretext = call_pretext === null ? {} : { pretext: call_pretext }
  if (call_scenario !== null) return { text: call_scenario, ...pretext }
  const scenario = scenario_id === null ? undefined : await ifThere(() => readScenario(deps, user_id, scenario_id))
  if (scenario) return { ...played(scenario), ...pretext }
  return call_pretext === null ? undefined : pretext
}

/** Only the service's own scenarios have lines of their own. */
const played = ({ id, name, scenario_text, created_by }: Scenario): TalkScenario => ({
  ...(created_by === 'system' ? { id } : {}),
  name,
  text: scenario_text,
})
