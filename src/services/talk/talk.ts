import type { Relationship } from '../../../schemas/personas/index.ts'

/** One thing that was said on a call. */
export interface Turn {
  role: 'player' | 'persona'
  text: string
}

export interface TalkPersona {
  id: string
  name: string
  system_prompt: string
  max_tokens: number
}

export type TalkRelationship = Pick<
  Relationship,
  'relationship_type' | 'custom_system_prompt' | 'memory' | 'total_calls' | 'last_call_at'
>

/** What is played. One of the service's has its id; a player's own has none, and is data rather than instructions. */
export interface TalkScenario {
  id?: string
  name?: string
  text?: string
  /** Why the call is made, in the player's words. */
  pretext?: string
}

export interface TalkCall {
  /** The seed of all choices. */
  id: string
  elapsed_ms: number
  limit_ms: number
  /** Code of the caller's language, where it is known. */
  language?: string
}

export interface Talk {
  persona: TalkPersona
  relationship: TalkRelationship
  scenario?: TalkScenario
  call: TalkCall
  /** All turns so far, without `said`. */
  turns: readonly Turn[]
  /** What the caller has just said; absent at the opening, empty when they are silent. */
  said?: string
}

/** Characters of what a caller says at once that anything looks at. */
const MAX_SAID = 1_000

/** Share of the time limit that has passed. */
export const shareOf = ({ elapsed_ms, limit_ms }: TalkCall): number => elapsed_ms / Math.max(1, limit_ms)

/** Shares of the limit at which the end is prepared, and at which the persona says goodbye. */
export const [WINDING_DOWN, LAST_WORDS] = [0.86, 0.96]

export const saidIn = ({ said = '' }: Talk): string => said.slice(0, MAX_SAID).toWellFormed()
export const saidByPlayer = (turns: readonly Turn[]): string[] =>
  turns.filter(({ role }) => role === 'player').map(({ text }) => text.slice(0, MAX_SAID).toWellFormed())
export const saidByPersona = (turns: readonly Turn[]): string[] =>
  turns.filter(({ role }) => role === 'persona').map(({ text }) => text)
