import type { Static, TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { QuestionsAnswer, QuestPlan } from '../../../schemas/quests/plan.ts'

const plans = TypeCompiler.Compile(QuestPlan)
const questions = TypeCompiler.Compile(QuestionsAnswer)

/** Problems listed of one answer. */
const MAX_PROBLEMS = 10

type Checked<T> = { value: T } | { problems: string[] }

/** Check that a quest must pass before it is published, from a model or from the built-in writer: the schema of the API, and readable texts. */
export const checkPlan = (value: unknown) => check(plans, value)
export const checkQuestions = (value: unknown) => check(questions, value)

function check<T extends TSchema>(
  schema: ReturnType<typeof TypeCompiler.Compile<T>>,
  value: unknown,
): Checked<Static<T>> {
  if (!schema.Check(value)) {
    const problems: string[] = []
    for (const { path, message } of schema.Errors(value)) {
      if (problems.push(`${path || 'it'}: ${message}`) === MAX_PROBLEMS) break
    }
    return { problems }
  }
  return isReadable(value) ? { value } : { problems: ['each text must be readable, without control characters'] }
}

/** Controls but for a new line or a tab, and marks that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

export const visible = /[\p{L}\p{N}]/u

/** Whether all its texts can be kept by both databases, and seen by a player. */
function isReadable(value: unknown) {
  let readable = true
  JSON.stringify(value, (_key, it) => {
    if (typeof it === 'string' && (unreadable.test(it) || !it.isWellFormed() || !visible.test(it))) readable = false
    return it
  })
  return readable
}
