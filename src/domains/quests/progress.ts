import { type Owner, ownerKey } from '../../../db/owner.ts'
import type { Quest, QuestStatus, Sgxp } from '../../../schemas/quests/index.ts'
import type { Guidance, HelpMode, QuestPlan, QuestRequest } from '../../../schemas/quests/plan.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { NewQuest, QuestRow } from './store.ts'

/** What `quest_json` holds: the whole quest without its progress. */
export interface Written extends QuestPlan {
  /** Quests of earlier versions were in English. */
  language?: string
  guidance?: Guidance
  request: QuestRequest
  served_by: ServedBy
}

const SGXP_PER_LEVEL = 500

export const percentOf = (earned: number, total: number) => (total === 0 ? 0 : Math.round((earned / total) * 100))

/** Levels begin at 1. */
export const levelOf = (earned: number) => 1 + Math.floor(earned / SGXP_PER_LEVEL)

const sum = (rewards: { sgxp_reward: number }[]) => rewards.reduce((total, step) => total + step.sgxp_reward, 0)

const isDone = (done: number, step: { id: number }) => (done & (1 << step.id)) !== 0

/** The progress of a quest. `done` has one bit for each step that is done. */
export function progressOf({ steps }: QuestPlan, done: number) {
  const finished = steps.filter((step) => isDone(done, step))
  const earned = sum(finished)
  const total = sum(steps)
  const sgxp: Sgxp = { earned, total, percent: percentOf(earned, total) }
  const status: QuestStatus =
    finished.length === 0 ? 'not_started' : finished.length < steps.length ? 'in_progress' : 'complete'
  return { sgxp, status, steps_done: finished.length }
}

export const toRow = (
  { owner, session_id }: { owner: Owner; session_id: string },
  created_at: string,
  written: Written,
): NewQuest => ({
  owner: ownerKey(owner),
  session_id,
  created_at,
  help_mode: written.request.help_mode,
  quest_json: JSON.stringify(written),
  steps_total: written.steps.length,
  sgxp_total: sum(written.steps),
})

export function toQuest(row: QuestRow): Quest {
  const written = JSON.parse(row.quest_json) as Written
  const { sgxp, status } = progressOf(written, row.done)
  return {
    id: row.id,
    session_id: row.session_id,
    created_at: row.created_at,
    quest_name: written.quest_name,
    mission_summary: written.mission_summary,
    difficulty: written.difficulty,
    estimated_duration_days: written.estimated_duration_days,
    help_mode: row.help_mode as HelpMode,
    steps: written.steps.map((step) => ({ ...step, done: isDone(row.done, step) })),
    reflection_prompts: written.reflection_prompts,
    safety_notes: written.safety_notes,
    language: written.language ?? 'en',
    guidance: written.guidance ?? 'plan',
    sgxp,
    status,
    served_by: written.served_by,
  }
}
