import type { QuestPlan, QuestRequest } from '../../../../schemas/quests/plan.ts'
import { awareness } from './awareness.ts'
import { careFor } from './care.ts'
import { difficultyOf } from './difficulty.ts'
import { harmIn } from './harm.ts'
import { helpers } from './helpers.ts'
import { promptsOf, safetyOf } from './notes.ts'
import { solo } from './solo.ts'
import { rewarded } from './steps.ts'
import { type Story, storyOf } from './story.ts'
import { summaryOf } from './summary.ts'
import { supplies } from './supplies.ts'

export { writeQuestions } from './questions.ts'

/** What `served_by` names when the rules wrote a quest. */
export const RULES_MODEL = 'quest-rules-1'

const stepsOf = { supplies, awareness, helpers, solo }

/** A quest by the built-in rules: the same for the same request and seed, without a network, without a cost. */
export function writeQuest(request: QuestRequest): QuestPlan {
  const { mission_idea, who, where, outcome, clarifications = {} } = request
  const harm = harmIn([mission_idea, who, where, outcome, ...Object.values(clarifications)])
  return typeset(harm ? careFor(harm, request) : planOf(storyOf(request)))
}

const planOf = (story: Story): QuestPlan => ({
  quest_name: `OPERATION ${story.theme}`,
  mission_summary: summaryOf(story),
  difficulty: difficultyOf(story.request, {
    days: story.days,
    much: story.much,
    crowd: `${story.people.together} ${story.crew.said}`,
    scope: `${story.request.mission_idea} ${story.audience}`,
    isAlone: story.people.isAlone,
  }),
  estimated_duration_days: story.days,
  steps: rewarded(stepsOf[story.request.help_mode](story)),
  reflection_prompts: promptsOf(story),
  safety_notes: safetyOf(story),
})

const apostrophes = (text: string) => text.replaceAll("'", '’')

const typeset = (plan: QuestPlan): QuestPlan => ({
  ...plan,
  mission_summary: apostrophes(plan.mission_summary),
  steps: plan.steps.map((step) => ({
    ...step,
    title: apostrophes(step.title),
    description: apostrophes(step.description),
  })),
  reflection_prompts: plan.reflection_prompts.map(apostrophes),
  safety_notes: plan.safety_notes.map(apostrophes),
})
