import { type QuestIdea, QuestPlan } from '../../../schemas/quests/plan.ts'
import type { Read } from '../../services/generation/task.ts'
import { isUnfit } from '../../services/safety/safety.ts'
import { wordList } from '../../services/text/word-list.ts'
import { checkPlan, checkQuestions, visible } from './published.ts'
import { adults } from './writer/content.ts'

type Members = Record<string, unknown>
type Adults = (typeof adults)[string]

/** Members of a list or an object that are searched for the answer. */
const MAX_CANDIDATES = 10

const notJson = { problems: ['it must be one JSON object'] }

/** By language: words for an adult, whom a quest for a player under 18 has to involve, and words that leave them out. */
const accompanied = new Map(
  Object.entries(adults).map(([code, it]) => [code, { adults: wordList(it.adults), without: wordList(it.without) }]),
)

/** The quest in a model's text: corrected where that keeps its meaning, then checked like every quest. */
export function readPlan(text: string, { age_range }: QuestIdea, language: string): Read<QuestPlan> {
  const found = unwrap(text, 'steps')
  if (!found) return notJson
  const read = checkPlan(clampPlan(found))
  if ('problems' in read) return read
  const { quest_name, mission_summary, steps, reflection_prompts, safety_notes } = read.value
  const told = steps.flatMap(({ title, description }) => [title, description])
  // Safety notes are left out: they name dangers.
  if (isUnfit([quest_name, mission_summary, ...told, ...reflection_prompts]))
    return { problems: ['the quest must be harmless and fit for children'] }
  if (age_range === 'Adult') return read
  if (age_range !== undefined && !isAccompanied([...told, ...safety_notes], language))
    return { problems: ['steps and safety_notes must involve a trusted adult, for the player is under 18'] }
  // A model's word is no promise that an adult is involved: this note is always there.
  const { note, any_age_note } = adults[language] ?? (adults.en as Adults)
  const ours = age_range === undefined ? any_age_note : note
  return { value: { ...read.value, safety_notes: [ours, ...safety_notes].slice(0, notesOf.maxItems) } }
}

/** Whether a sentence involves an adult and does not leave them out; in the player's language, or in English. */
function isAccompanied(texts: string[], language: string) {
  const sentences = texts.flatMap((text) => text.split(/[.!?。！？؟\n]+/))
  return [language, 'en'].some((code) => {
    const words = accompanied.get(code)
    return sentences.some((sentence) => words?.adults(sentence) && !words.without(sentence))
  })
}

/** The questions in a model's text. */
export function readQuestions(text: string): Read<string[]> {
  const found = unwrap(text, 'questions')
  if (!found) return notJson
  const read = checkQuestions({ questions: found.questions })
  if ('problems' in read) return read
  const { questions } = read.value
  return isUnfit(questions)
    ? { problems: ['the questions must be harmless and fit for children'] }
    : { value: questions }
}

/** The object with this member: the text itself, within a fence or a sentence, or inside another object. */
function unwrap(text: string, member: string): Members | undefined {
  const value = parse(text) ?? parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  const candidates = isObject(value) ? [value, ...Object.values(value)] : Array.isArray(value) ? value : []
  const found = candidates.slice(0, MAX_CANDIDATES).find((it) => isObject(it) && Object.hasOwn(it, member))
  return (found as Members | undefined) ?? (isObject(value) ? value : undefined)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The bounds of the API's schema. */
const { estimated_duration_days: days, steps: stepsOf, safety_notes: notesOf } = QuestPlan.properties
const { sgxp_reward: reward } = stepsOf.items.properties

const clamped = (value: unknown, { minimum = 0, maximum = 0 }: { minimum?: number; maximum?: number }) =>
  typeof value === 'number' ? Math.min(Math.max(Math.round(value), minimum), maximum) : value

/** Clamps numbers and lists to their bounds and drops unknown members. Everything else is left for the check. */
function clampPlan({ quest_name, mission_summary, difficulty, estimated_duration_days, steps, ...notes }: Members) {
  return {
    quest_name: typeof quest_name === 'string' ? codename(quest_name) : quest_name,
    mission_summary,
    difficulty,
    estimated_duration_days: clamped(estimated_duration_days, days),
    steps: Array.isArray(steps) ? steps.slice(0, stepsOf.maxItems).map(clampStep) : steps,
    reflection_prompts: notes.reflection_prompts,
    safety_notes: notes.safety_notes,
  }
}

const clampStep = (step: unknown, index: number) =>
  isObject(step)
    ? {
        id: index + 1,
        title: step.title,
        description: step.description,
        sgxp_reward: clamped(step.sgxp_reward, reward),
      }
    : step

function codename(name: string) {
  const capitals = name.trim().replace(/\s+/g, ' ').toUpperCase()
  const own = capitals.replace(/^OPERATION\b[\s:–—-]*/, '')
  return visible.test(own) ? `OPERATION ${own}` : own
}
