import { QuestPlan, type QuestRequest } from '../../../../schemas/quests/plan.ts'
import { awareness } from './awareness.ts'
import { careFor } from './care.ts'
import { difficultyOf } from './difficulty.ts'
import { harmIn } from './harm.ts'
import { helpers } from './helpers.ts'
import { promptsOf, safetyOf } from './notes.ts'
import { checkPlan } from './published.ts'
import { solo } from './solo.ts'
import { rewarded } from './steps.ts'
import { type Story, storyOf } from './story.ts'
import { summaryOf } from './summary.ts'
import { supplies } from './supplies.ts'
import { clip } from './text.ts'

export { writeQuestions } from './questions.ts'

/** What `served_by` names when the rules wrote a quest. */
export const RULES_MODEL = 'quest-rules-1'

const stepsOf = { supplies, awareness, helpers, solo }

/** What a quest is about when the player's own words would break it. */
const SAFE_IDEA = 'Do something good'

/**
 * A quest by the built-in rules: the same for the same request and seed, without a network, without a cost. It is held
 * to the check of a model's quest: one that fails it is written again without the texts of the player.
 */
export function writeQuest(request: QuestRequest): QuestPlan {
  const plan = planFor(request)
  if ('value' in checkPlan(plan)) return plan
  const { help_mode, age_range, seed } = request
  return planFor({ mission_idea: SAFE_IDEA, help_mode, age_range, seed })
}

function planFor(request: QuestRequest): QuestPlan {
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

const { mission_summary, steps, reflection_prompts, safety_notes } = QuestPlan.properties
const { title, description } = steps.items.properties

/** With the apostrophes of print, and no longer than the schema allows. */
const set = (text: string, { maxLength = Number.POSITIVE_INFINITY }: { maxLength?: number }) =>
  clip(text.replaceAll("'", '’'), maxLength)

const typeset = (plan: QuestPlan): QuestPlan => ({
  ...plan,
  mission_summary: set(plan.mission_summary, mission_summary),
  steps: plan.steps.map((step) => ({
    ...step,
    title: set(step.title, title),
    description: set(step.description, description),
  })),
  reflection_prompts: plan.reflection_prompts.map((text) => set(text, reflection_prompts.items)),
  safety_notes: plan.safety_notes.map((text) => set(text, safety_notes.items)),
})
