import type { Fact } from '../../../../schemas/personas/index.ts'
import { render } from '../../grammar.ts'
import { isRude } from '../../safety/rude.ts'
import { plain } from '../../text/plain.ts'
import { factPatterns } from '../content.ts'
import { sentencesOf } from '../sentences.ts'
import { dayIn } from './days.ts'

/** What the slots of a pattern take. Names begin with a capital; words are plain, and few. */
const parts: Record<string, string> = {
  '<name>': '(?<name>[\\p{L}][\\p{L}]{1,19})',
  '<day>': '(?<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|the day after tomorrow|next week)',
  '<words>': "(?<words>[\\p{Ll}\\p{Lu}'-]{2,20}(?: [\\p{Ll}\\p{Lu}'-]{2,20}){0,4})",
}

const compiled = factPatterns.map((pattern) => ({
  ...pattern,
  // The whole clause must fit: what follows it unread could turn it around.
  says: new RegExp(`^(?:and |so |well |hi |hello |yes |no |because |also |oh )*${withParts(pattern.says)}$`, 'iu'),
}))

function withParts(says: string): string {
  return Object.entries(parts).reduce((text, [slot, part]) => text.replace(slot, part), says)
}

/** Clauses that are not said of what is. */
const unsure =
  /\b(?:not|n't|never|if|would have|wish|maybe|perhaps|used to|pretend|imagine|joking|kidding|dream\w*)\b|\?$/i
/** Ends of a clause. */
const ends = /[,;:.!?…]+\s+|\s+(?:and|but|because|so)\s+(?=i\b|i'|my\b|we\b|he\b|she\b|it\b|they\b)/iu
const MAX_WORDS_SAID = 120
/** Words that are no name, though a recogniser may write them with a capital. */
const noNames = new Set([
  'the',
  'a',
  'an',
  'very',
  'not',
  'so',
  'really',
  'in',
  'on',
  'at',
  'is',
  'was',
  'and',
  'here',
  'there',
  'it',
  'still',
  'just',
  'back',
  'nice',
  'later',
  'when',
  'today',
  'tomorrow',
])

/** What a caller has surely said of themselves, and nothing else. */
export function extractFacts(said: readonly string[], now: Date): Fact[] {
  const clauses = said.flatMap((text) =>
    sentencesOf(plain(text)).flatMap((sentence) =>
      sentence.endsWith('?')
        ? []
        : sentence
            .replace(/[.!…]+$/, '')
            .split(ends)
            .map((it) => it.trim()),
    ),
  )
  return clauses.filter((it) => it.length > 0 && it.length <= MAX_WORDS_SAID).flatMap((clause) => factOf(clause, now))
}

function factOf(clause: string, now: Date): Fact[] {
  if (unsure.test(clause) || isRude(clause) || /\d{4,}|@/.test(clause)) return []
  for (const { says, content, category, importance, dated } of compiled) {
    const slots = says.exec(clause)?.groups
    if (!slots || !isName(slots.name) || !isSaying(slots.words)) continue
    const day = slots.day === undefined ? undefined : dated ? dayIn(slots.day, now) : slots.day
    const filled = render(content, { ...defined(slots), ...(day ? { day } : {}) })
    if (filled === '') continue
    return [
      {
        content: capital(filled.replace(/\s+/g, ' ').slice(0, 500)),
        category,
        importance,
        learned_at: now.toISOString(),
      },
    ]
  }
  return []
}

const isName = (name: string | undefined) =>
  name === undefined || (/^\p{Lu}\p{Ll}+$/u.test(name) && !noNames.has(name.toLowerCase()))
/** "I like you" and "I love it" say nothing that is worth keeping. */
const isSaying = (words: string | undefined) =>
  words === undefined ||
  !/^(?:it|that|this|them|you|him|her|when|how|what|to|the way|your|talking|so|too|alone)\b|\b(?:you|your|that|this|it|him|her|them)$/i.test(
    words,
  )
const defined = (slots: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(slots)
      .map(([name, text]) => [name, text ?? ''])
      .filter(([, text]) => text !== ''),
  )
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
