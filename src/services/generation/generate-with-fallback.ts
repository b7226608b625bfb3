import type { FallbackReason } from '../../../schemas/served-by.ts'
import type { Ask, Completion } from '../../ports/inference/port.ts'
import { beginAttempt, limitOf, reasonOf, servedBy } from './attempt.ts'
import { complete, type Needs, providersFor } from './providers.ts'
import type { Caller, Generated, Prompt, Read, Task } from './task.ts'

/** Characters of a wrong answer that the model is shown again. */
const MAX_SHOWN = 20_000

type Outcome<T> = { value: T; model: string } | { reason: FallbackReason }
type Complete = (ask: Prompt) => Promise<Completion>

/**
 * Asks the providers in the task's order, all within one deadline; a wrong answer may be repaired once; the built-in
 * writer is last. Throws only the reason of the caller's signal.
 */
export async function generateWithFallback<T>(deps: Needs, task: Task<T>, caller: Caller): Promise<Generated<T>> {
  const attempt = beginAttempt(deps, caller)
  attempt.reason = task.unasked
  const providers = task.unasked ? [] : await providersFor(deps, task, caller, attempt)
  for (const [index, provider] of providers.entries()) {
    const limit = limitOf(attempt, index === providers.length - 1)
    const ask = (prompt: Prompt): Omit<Ask, 'deadlineMs'> => ({ ...prompt, signal: caller.signal })
    const outcome = await ofProvider(task, (prompt) => complete(deps, attempt, provider, ask(prompt), limit))
    if ('value' in outcome) {
      return { value: outcome.value, served_by: servedBy(attempt, provider.name, outcome.model) }
    }
    attempt.reason ??= outcome.reason
    if (outcome.reason === 'budget') break
  }
  const { model, write } = task.builtIn
  return { value: write(), served_by: servedBy(attempt, 'built-in', model) }
}

/** A provider's answer, or its answer to what was wrong with the first. */
async function ofProvider<T>({ ask, read }: Task<T>, complete: Complete): Promise<Outcome<T>> {
  let first: Completion
  try {
    first = await complete(ask)
  } catch (error) {
    return { reason: reasonOf(error) }
  }
  const result = read(first.text)
  if ('value' in result) return { value: result.value, model: first.model }
  return repaired(await complete(repairOf(ask, first.text, result.problems)).catch(undefinedUnlessThrown), read)
}

/** A repair that fails leaves the reason at what was wrong with the first answer. */
function undefinedUnlessThrown(error: unknown) {
  reasonOf(error)
  return undefined
}

function repaired<T>(second: Completion | undefined, read: (text: string) => Read<T>): Outcome<T> {
  const result = second && read(second.text)
  return result && 'value' in result ? { value: result.value, model: second.model } : { reason: 'invalid_output' }
}

const repairOf = (ask: Prompt, wrong: string, problems: string[]): Prompt => ({
  ...ask,
  messages: [
    ...ask.messages,
    { role: 'assistant', content: wrong.slice(0, MAX_SHOWN).toWellFormed() },
    {
      role: 'user',
      content: [
        'Your answer cannot be used:',
        ...problems.map((problem) => `- ${problem}`),
        'Send the whole answer again with this mended, as JSON alone.',
      ].join('\n'),
    },
  ],
  ...(ask.fields ? { fields: { ...ask.fields, validation_errors: problems } } : {}),
})
