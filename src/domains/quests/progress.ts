import type { HelpMode, QuestPlan, QuestRequest } from '../../../schemas/quest-plan.ts'
import type { Quest, QuestStatus, Sgxp } from '../../../schemas/quests.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { NewQuest, QuestRow } from './store.ts'

/** Everything a quest is, but for what is done: what `quest_json` holds. */
export interface Written extends QuestPlan {
  request: QuestRequest
  served_by: ServedBy
}

const SGXP_PER_LEVEL = 500

export const percentOf = (earned: number, total: number) => (total === 0 ? 0 : Math.round((earned / total) * 100))

/** Levels begin at 1. */
export const levelOf = (earned: number) => 1 + Math.floor(earned / SGXP_PER_LEVEL)

const sum = (rewards: { sgxp_reward: number }[]) => rewards.reduce((total, step) => total + step.sgxp_reward, 0)

/** What the steps that are done make of a quest. */
export function progressOf({ steps }: QuestPlan, done: ReadonlySet<number>) {
  const earned = sum(steps.filter(({ id }) => done.has(id)))
  const total = sum(steps)
  const sgxp: Sgxp = { earned, total, percent: percentOf(earned, total) }
  const status: QuestStatus = done.size === 0 ? 'not_started' : done.size < steps.length ? 'in_progress' : 'complete'
  return { sgxp, status }
}

export const toRow = (session_id: string, created_at: string, written: Written): NewQuest => ({
  session_id,
  created_at,
  help_mode: written.request.help_mode,
  quest_json: JSON.stringify(written),
  steps_total: written.steps.length,
  sgxp_total: sum(written.steps),
})

export function toQuest(row: QuestRow, done: ReadonlySet<number>): Quest {
  const written = JSON.parse(row.quest_json) as Written
  return {
    id: row.id,
    session_id: row.session_id,
    created_at: row.created_at,
    quest_name: written.quest_name,
    mission_summary: written.mission_summary,
    difficulty: written.difficulty,
    estimated_duration_days: written.estimated_duration_days,
    help_mode: row.help_mode as HelpMode,
    steps: written.steps.map((step) => ({ ...step, done: done.has(step.id) })),
    reflection_prompts: written.reflection_prompts,
    safety_notes: written.safety_notes,
    ...progressOf(written, done),
    served_by: written.served_by,
  }
}
