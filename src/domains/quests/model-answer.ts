import { type QuestIdea, QuestPlan } from '../../../schemas/quests/plan.ts'
import type { Read } from '../../services/generation/task.ts'
import { checkPlan, checkQuestions, visible } from './rules/published.ts'

type Members = Record<string, unknown>

/** Members of a list or an object among which the answer is looked for. */
const LOOKED_AT = 10

const notJson = { problems: ['it must be one JSON object'] }

/** Somebody grown up, as a quest for the young has to bring in. */
const grownUp =
  /\b(adults?|grown-?ups?|parents?|guardians?|carers?|caregivers?|mum|mom|dad|teachers?|librarians?|coach|counsell?ors?|famil(?:y|ies)|principal)\b/i
/** A sentence that leaves them out, or is to be kept from them. */
const leftOut = /\b(without|no|not|never|don[’']?t|needn[’']?t|secret(?:ly)?|hide|alone)\b/i

const withAdult = 'Do this with an adult you trust, and always tell them where you are.'
const ifYoung = 'If you are under 18, do this with an adult you trust, and tell them where you are.'

/** A quest as a model wrote it, mended where that changes nothing of what it says, and held to the API's own schema. */
export function readPlan(text: string, { age_range }: QuestIdea): Read<QuestPlan> {
  const found = unwrap(text, 'steps')
  if (!found) return notJson
  const read = checkPlan(mend(found))
  if ('problems' in read || age_range === 'Adult') return read
  const { steps, safety_notes } = read.value
  if (age_range !== undefined && !isAccompanied([...steps.map(({ description }) => description), ...safety_notes]))
    return { problems: ['steps and safety_notes must involve a trusted adult, for the player is under 18'] }
  // A word in a text is no promise of a model; this sentence is ours.
  const ours = age_range === undefined ? ifYoung : withAdult
  return { value: { ...read.value, safety_notes: [ours, ...safety_notes].slice(0, notesOf.maxItems) } }
}

/** Whether some sentence brings in an adult rather than leaving them out. */
function isAccompanied(texts: string[]) {
  const sentences = texts.flatMap((text) => text.split(/[.!?\n]+/)).filter((sentence) => grownUp.test(sentence))
  return sentences.some((sentence) => !leftOut.test(sentence))
}

/** Questions as a model wrote them. */
export function readQuestions(text: string): Read<string[]> {
  const found = unwrap(text, 'questions')
  if (!found) return notJson
  const read = checkQuestions({ questions: found.questions })
  return 'problems' in read ? read : { value: read.value.questions }
}

/** The object that has this member: bare, within a fence or a sentence, or wrapped in another object. */
function unwrap(text: string, member: string): Members | undefined {
  const value = parse(text) ?? parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  const candidates = isObject(value) ? [value, ...Object.values(value)] : Array.isArray(value) ? value : []
  const found = candidates.slice(0, LOOKED_AT).find((it) => isObject(it) && Object.hasOwn(it, member))
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

/** The bounds are those of the API's own schema. */
const { estimated_duration_days: days, steps: stepsOf, safety_notes: notesOf } = QuestPlan.properties
const { sgxp_reward: reward } = stepsOf.items.properties

const clamped = (value: unknown, { minimum = 0, maximum = 0 }: { minimum?: number; maximum?: number }) =>
  typeof value === 'number' ? Math.min(Math.max(Math.round(value), minimum), maximum) : value

/** Brings into bounds what has bounds, and leaves everything else to be refused. Unknown members are left out. */
function mend({ quest_name, mission_summary, difficulty, estimated_duration_days, steps, ...notes }: Members) {
  return {
    quest_name: typeof quest_name === 'string' ? codename(quest_name) : quest_name,
    mission_summary,
    difficulty,
    estimated_duration_days: clamped(estimated_duration_days, days),
    steps: Array.isArray(steps) ? steps.slice(0, stepsOf.maxItems).map(mendStep) : steps,
    reflection_prompts: notes.reflection_prompts,
    safety_notes: notes.safety_notes,
  }
}

const mendStep = (step: unknown, index: number) =>
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
