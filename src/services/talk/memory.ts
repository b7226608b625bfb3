import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Fact } from '../../../schemas/personas/index.ts'
import { FactInput } from '../../../schemas/personas/index.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import { generateWithFallback } from '../generation/generate-with-fallback.ts'
import type { Needs } from '../generation/providers.ts'
import type { Caller, Read } from '../generation/task.ts'
import { isRude } from '../safety/rude.ts'
import { isUnfit } from '../safety/safety.ts'
import { TALKER } from './built-in.ts'
import { concernOf, isAboutDanger } from './concern.ts'
import { prompt } from './content.ts'
import { extractFacts } from './facts/extract.ts'
import { mergeFacts } from './facts/merge.ts'
import { cutToTokens, sentencesOf } from './sentences.ts'
import { saidByPlayer, type Talk } from './talk.ts'
import { summaryOf } from './talker/summary.ts'

export interface Remembered {
  /** All that is kept now, at most 50: what was known and what was learned. */
  facts: Fact[]
  /** One or two sentences. */
  summary: string
  served_by: ServedBy
}

/** Turns of the caller without which there is nothing to remember. */
const MIN_TURNS = 2
const MAX_LEARNED = 10
const MAX_SUMMARY = 300
/** Tokens of a transcript that a model reads: the newest turns. */
const MAX_TRANSCRIPT = 3_000

const Answer = Type.Object({
  facts: Type.Array(Type.Pick(FactInput, ['content', 'category', 'importance']), { maxItems: MAX_LEARNED }),
  summary: Type.String({ minLength: 1, maxLength: 500 }),
})
type Learned = Pick<Fact, 'content' | 'category' | 'importance'>

export type Ended = Pick<Talk, 'persona' | 'relationship' | 'scenario' | 'turns'>

/** What is remembered of a call that has ended; undefined when too little was said. */
export async function rememberCall(deps: Needs, ended: Ended, caller: Caller): Promise<Remembered | undefined> {
  const { turns, relationship, scenario } = ended
  const said = saidByPlayer(turns).filter((text) => text.trim() !== '')
  if (said.length < MIN_TURNS) return undefined
  const now = deps.clock.now()
  const isDanger = isAboutDanger(turns)
  // What harms, or is none of the persona's business, teaches nothing.
  const harmless = said.filter((text) => concernOf(text).concern === 'none')
  const builtIn = { facts: scenario ? [] : extractFacts(harmless, now), summary: summaryOf(harmless, scenario) }
  const { value, served_by } = await generateWithFallback<{ facts: Learned[]; summary: string }>(
    deps,
    {
      ask: { messages: messagesOf(ended), schema: { name: 'memory', schema: Answer }, maxTokens: 700 },
      providers: ['smartinference', 'gemini'],
      read,
      builtIn: { model: TALKER.model, write: () => builtIn },
      ...(isDanger ? { unasked: 'blocked' as const } : {}),
    },
    caller,
  )
  if (isDanger) return { facts: [...relationship.memory.facts], summary: prompt.summary.danger, served_by }
  const learned = value.facts.map((fact) => ({ ...fact, learned_at: now.toISOString() }))
  return { facts: mergeFacts(relationship.memory.facts, learned), summary: value.summary, served_by }
}

function messagesOf({ turns }: Ended) {
  const kept: string[] = []
  let left: number = MAX_TRANSCRIPT * 4
  for (const { role, text } of turns.toReversed()) {
    const line = `${role === 'player' ? 'Caller' : 'Persona'}: ${cutToTokens(text.replace(/\s+/g, ' '), 250)}`
    left -= line.length
    if (left < 0) break
    kept.unshift(line)
  }
  return [
    { role: 'system' as const, content: prompt.facts_task.join('\n') },
    { role: 'user' as const, content: kept.join('\n') },
  ]
}

/** A model's answer, without what may not be kept. */
function read(text: string): Read<{ facts: Learned[]; summary: string }> {
  const value = parsed(text)
  if (!Value.Check(Answer, value)) {
    const errors = [...Value.Errors(Answer, value)].slice(0, 5)
    return { problems: errors.map(({ path, message }) => `${path || 'the answer'}: ${message}`) }
  }
  const summary = sentencesOf(value.summary).slice(0, 2).join(' ').slice(0, MAX_SUMMARY).toWellFormed()
  if (!isKept(summary)) return { problems: ['/summary: must be two plain sentences about harmless things'] }
  const facts = value.facts
    .map(({ content, category, importance }) => ({
      content: content.replace(/\s+/g, ' ').trim(),
      category,
      importance,
    }))
    .filter(({ content }) => isKept(content))
  return { value: { facts, summary } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''))
  } catch {
    return undefined
  }
}

const secret = /\d{6,}|\d[\d -]{7,}|[^\s@]+@[^\s@]+|password|https?:|ignore .*instructions|system prompt/i
const isKept = (text: string) => text !== '' && !secret.test(text) && !isRude(text) && !isUnfit([text])
