import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { type QuestIdea, QuestPlan } from '../../../schemas/quest-plan.ts'
import type { Read } from './ladder.ts'
import { QuestionsAnswer } from './prompt.ts'

type Members = Record<string, unknown>

const plans = TypeCompiler.Compile(QuestPlan)
const questions = TypeCompiler.Compile(QuestionsAnswer)

/** Problems that a model is told at once. */
const TOLD = 10

const notJson = { problems: ['it must be one JSON object'] }

/** Somebody grown up, as a quest for the young has to bring in. */
const adult =
  /\b(adults?|grown-?ups?|parents?|guardians?|carers?|caregivers?|mum|mom|dad|teachers?|librarians?|coach|counsell?ors?|famil(?:y|ies)|principal)\b/i

/** A quest as a model wrote it, mended where that changes nothing of what it says, and held to the API's own schema. */
export function readPlan(text: string, { age_range }: QuestIdea): Read<QuestPlan> {
  const found = unwrap(text, 'steps')
  if (!found) return notJson
  const read = check(plans, mend(found))
  if ('problems' in read) return read
  const young = age_range !== undefined && age_range !== 'Adult'
  const { steps, safety_notes } = read.value
  if (young && !adult.test(JSON.stringify([steps, safety_notes])))
    return { problems: ['steps and safety_notes must involve a trusted adult, for the player is under 18'] }
  return read
}

/** Questions as a model wrote them. */
export function readQuestions(text: string): Read<string[]> {
  const found = unwrap(text, 'questions')
  if (!found) return notJson
  const read = check(questions, { questions: found.questions })
  return 'problems' in read ? read : { value: read.value.questions }
}

function check<T extends TSchema>(schema: ReturnType<typeof TypeCompiler.Compile<T>>, value: unknown): Read<Static<T>> {
  if (!schema.Check(value)) {
    const problems: string[] = []
    for (const { path, message } of schema.Errors(value)) {
      if (problems.push(`${path || 'it'}: ${message}`) === TOLD) break
    }
    return { problems }
  }
  return isKeepable(value) ? { value } : { problems: ['it must be readable text'] }
}

/** Without what one of the databases could not give back: NUL, and halves of characters. */
function isKeepable(value: unknown) {
  let keepable = true
  JSON.stringify(value, (_key, it) => {
    if (typeof it === 'string' && (it.includes('\0') || !it.isWellFormed())) keepable = false
    return it
  })
  return keepable
}

/** The object that has this member: bare, within a fence or a sentence, or wrapped in another object. */
function unwrap(text: string, member: string): Members | undefined {
  const value = parse(text) ?? parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  const candidates = isObject(value) ? [value, ...Object.values(value)] : Array.isArray(value) ? value : []
  const found = candidates.slice(0, TOLD).find((it) => isObject(it) && Object.hasOwn(it, member))
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

const clamped = (value: unknown, least: number, most: number) =>
  typeof value === 'number' ? Math.min(Math.max(Math.round(value), least), most) : value

/** Brings into bounds what has bounds, and leaves everything else to be refused. Unknown members are left out. */
function mend({ quest_name, mission_summary, difficulty, estimated_duration_days, steps, ...notes }: Members) {
  return {
    quest_name: typeof quest_name === 'string' ? codename(quest_name) : quest_name,
    mission_summary,
    difficulty,
    estimated_duration_days: clamped(estimated_duration_days, 1, 90),
    steps: Array.isArray(steps) ? steps.slice(0, 5).map(mendStep) : steps,
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
        sgxp_reward: clamped(step.sgxp_reward, 10, 40),
      }
    : step

function codename(name: string) {
  const capitals = name.trim().replace(/\s+/g, ' ').toUpperCase()
  return `OPERATION ${capitals.replace(/^OPERATION\b[\s:–—-]*/, '')}`
}
