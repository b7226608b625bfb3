import { type QuestIdea, QuestionsAnswer, QuestPlan, type QuestRequest } from '../../../schemas/quests/plan.ts'
import type { Prompt } from '../../services/generation/task.ts'
import { render } from '../../services/grammar.ts'
import { isMild } from '../../services/safety/safety.ts'
import { prompt as content, languages } from './writer/content.ts'
import { askedOf } from './writer/questions.ts'
import type { Reading } from './writer/reading.ts'

/** SmartInference has a protocol of its own for quests. */
export const providers = ['smartinference', 'gemini']

const PLAN_TOKENS = 4_096
const QUESTIONS_TOKENS = 1_024

const system = (lines: string[]) => ({ role: 'system' as const, content: lines.join('\n') })
const player = (members: object) => ({ role: 'user' as const, content: JSON.stringify(members) })

/** The members that the player filled in. */
const filled = (members: object) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== '' && value !== undefined))

/** What the answers by number tell: "q0 tells whom it helps, …". */
const askedLine = (idea: QuestIdea, reading: Reading) =>
  askedOf(idea, reading)
    .map((asked, at) => `q${at}: ${content.asked[asked]}`)
    .join('; ')

const lines = (templates: string[], idea: QuestIdea, reading: Reading) => {
  const language = render(content.language, { language: languages[reading.language]?.name ?? '' })
  const slots = {
    mode: content.modes[idea.help_mode],
    age: content.ages[idea.age_range ?? 'any'],
    // A language that no quest is written in here may still be one of the model's.
    language: reading.isForeign ? content.own_language : language,
    asked: askedLine(idea, reading),
    doubt: isMild(reading.signal) ? content.doubt : '',
  }
  return system([...templates.map((line) => render(line, slots)).filter(Boolean), content.data])
}

/** The prompt for a quest: as messages, and as members for SmartInference's quest-json. */
export function questAsk({ seed: _seed, ...members }: QuestRequest, reading: Reading): Prompt {
  const { mission_idea, help_mode, who = '', where = '', outcome = '', ...more } = members
  return {
    messages: [lines(content.quest, members, reading), player(filled(members))],
    schema: { name: 'quest', schema: QuestPlan },
    // quest-json has no help_mode for a plan of one's own.
    fields: { mission_idea, ...(help_mode === 'solo' ? {} : { help_mode }), who, where, outcome, ...filled(more) },
    maxTokens: PLAN_TOKENS,
  }
}

/** The prompt for questions about an idea. No provider has members for it. */
export const questionsAsk = (idea: QuestIdea, reading: Reading): Prompt => ({
  messages: [lines(content.questions, idea, reading), player(filled(idea))],
  schema: { name: 'questions', schema: QuestionsAnswer },
  maxTokens: QUESTIONS_TOKENS,
})
