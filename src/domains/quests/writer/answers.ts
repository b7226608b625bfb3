import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { isRude } from '../../../services/safety/rude.ts'
import { normalise, wordsOf } from '../../../services/text/normalise.ts'
import { plain } from '../../../services/text/plain.ts'
import { answers as content } from './content.ts'

export type Asked = 'whom' | 'when' | 'mode' | 'which' | 'detail'

/** What was said about an idea, by what it answers; only what says something. */
export interface Answers {
  who: string
  where: string
  outcome: string
  whom: string
  when: string
  mode: string
  which: string
  detail: string
}

const folded = (text: string) => wordsOf(normalise(text)).join(' ').replaceAll("'", '')
const useless = new Set(content.useless.split('|').map(folded))
const beginnings = content.useless_beginnings.split('|').map((words) => `${folded(words)} `)
const FEW_WORDS = 5

/** Whether an answer says nothing: "idk", "not sure yet". */
export const saysNothing = (text: string) => {
  const words = folded(text)
  const isShort = words.split(' ').length <= FEW_WORDS
  return useless.has(words) || (isShort && beginnings.some((it) => words.startsWith(it)))
}

/** Words by which a question of somebody else tells what it asks for. */
const cues = Object.entries(content.asked).map(
  ([asked, words]) => [asked as Asked, words.split(/\s+/).map((word) => word.replaceAll('_', ' '))] as const,
)

/** An answer, or nothing where it says nothing: "idk", "???". */
export function answered(text = ''): string {
  const words = plain(text.slice(0, 700))
  return /[\p{L}\p{N}]/u.test(words) && !saysNothing(words) && !isRude(words) ? words : ''
}

/** Answers by what was asked. A key is the number of a question in the order they are asked, or its text. */
export function readAnswers(request: QuestRequest, order: Asked[], textsOf: () => string[]): Answers {
  const { who, where, outcome, clarifications = {} } = request
  const found: Partial<Record<Asked, string>> = {}
  let own: string[] | undefined
  const askedBy = (key: string): Asked => {
    const index = /^q?(\d{1,2})$/i.exec(key.trim())?.[1]
    if (index !== undefined) return order[Number(index)] ?? 'detail'
    own ??= textsOf().map(folded)
    const words = folded(key)
    return order[own.indexOf(words)] ?? cueIn(words) ?? 'detail'
  }
  for (const [key, value] of Object.entries(clarifications)) {
    const answer = answered(value)
    if (answer) found[askedBy(key)] ??= answer
  }
  const none = { whom: '', when: '', mode: '', which: '', detail: '' }
  return { ...none, ...found, who: answered(who), where: answered(where), outcome: answered(outcome) }
}

/** What a question of somebody else asks for. */
const cueIn = (words: string): Asked | undefined =>
  cues.find(([, list]) => list.some((cue) => ` ${words} `.includes(` ${cue} `)))?.[0]
