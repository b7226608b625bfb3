import { type QuestIdea, QuestPlan } from '../../../schemas/quests/plan.ts'
import type { Read } from '../../services/generation/task.ts'
import { checkPlan, checkQuestions, visible } from './rules/published.ts'

type Members = Record<string, unknown>

/** Members of a list or an object that are searched for the answer. */
const MAX_CANDIDATES = 10

const notJson = { problems: ['it must be one JSON object'] }

/** Words for an adult, whom a quest for a player under 18 has to involve. */
const adult =
  /\b(adults?|grown-?ups?|parents?|guardians?|carers?|caregivers?|mum|mom|dad|teachers?|librarians?|coach|counsell?ors?|famil(?:y|ies)|principal)\b/i
/** Words of a sentence that excludes the adult, or hides something from them. */
const excluding = /\b(without|no|not|never|don[’']?t|needn[’']?t|secret(?:ly)?|hide|alone)\b/i

const withAdult = 'Do this with an adult you trust, and always tell them where you are.'
const ifYoung = 'If you are under 18, do this with an adult you trust, and tell them where you are.'

/** The quest in a model's text: corrected where that keeps its meaning, then checked like every quest. */
export function readPlan(text: string, { age_range }: QuestIdea): Read<QuestPlan> {
  const found = unwrap(text, 'steps')
  if (!found) return notJson
  const read = checkPlan(clampPlan(found))
  if ('problems' in read || age_range === 'Adult') return read
  const { steps, safety_notes } = read.value
  if (age_range !== undefined && !isAccompanied([...steps.map(({ description }) => description), ...safety_notes]))
    return { problems: ['steps and safety_notes must involve a trusted adult, for the player is under 18'] }
  // A model's word is no promise that an adult is involved: this note is always there.
  const ours = age_range === undefined ? ifYoung : withAdult
  return { value: { ...read.value, safety_notes: [ours, ...safety_notes].slice(0, notesOf.maxItems) } }
}

/** Whether a sentence involves an adult and does not exclude them. */
function isAccompanied(texts: string[]) {
  const sentences = texts.flatMap((text) => text.split(/[.!?\n]+/)).filter((sentence) => adult.test(sentence))
  return sentences.some((sentence) => !excluding.test(sentence))
}

/** The questions in a model's text. */
export function readQuestions(text: string): Read<string[]> {
  const found = unwrap(text, 'questions')
  if (!found) return notJson
  const read = checkQuestions({ questions: found.questions })
  return 'problems' in read ? read : { value: read.value.questions }
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
