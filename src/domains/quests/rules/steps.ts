import type { QuestPlan } from '../../../../schemas/quests/plan.ts'

export type Step = [title: string, description: string]

/** Ten for the first step, and five more for each that follows: 100 in all. */
export const rewarded = (steps: Step[]): QuestPlan['steps'] =>
  steps.map(([title, description], index) => ({ id: index + 1, title, description, sgxp_reward: 10 + 5 * index }))
