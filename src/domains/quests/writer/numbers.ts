import { normalise, wordsOf } from '../../../services/text/normalise.ts'
import { measures } from './content.ts'
import { nounOf } from './lexicon.ts'

const { after, before } = measures.not_counted
const [units, leads] = [new Set(after.split(/\s+/)), new Set(before.split(/\s+/))]
const MAX_LENGTH = 800

/** "12", "twelve" and "a dozen" are twelve. Bounded to six digits. */
const numberOf = (word = ''): number | undefined =>
  (/^\d{1,6}$/.test(word) ? Number(word) || undefined : undefined) ?? numbers.get(word)

const numbers = new Map(Object.entries(measures.numbers))
const counted = new Set(measures.counted.split(/\s+/))
const isCounted = (word: string) => counted.has(word) || nounOf(word)?.isPlural === true

interface Count {
  number: number
  /** "20 warm blankets" */
  phrase: string
}

/** Numbers of things or people in a text: no dates, ages, money or places. */
function* countsIn(text: string): Generator<Count> {
  const words = wordsOf(normalise(text.slice(0, MAX_LENGTH)).replace(/[$€£]\s?[\d.,]+|\d+[:/.][\d:/.]+/g, ' ; '))
  for (const [at, word] of words.entries()) {
    const number = numberOf(word)
    const next = words[at + 1] ?? ''
    if (number === undefined || units.has(next) || leads.has(words[at - 1] ?? '')) continue
    const end = [1, 2, 3].find((step) => isCounted(words[at + step] ?? ''))
    if (end) yield { number, phrase: words.slice(at, at + end + 1).join(' ') }
  }
}

/** The largest number of things or people that a text names; 0 for none. */
export const mostIn = (text: string): number => Math.max(0, ...[...countsIn(text)].map(({ number }) => number))

/** "20 warm blankets": the first number of things that we know. */
export const countIn = (text: string): string => [...countsIn(text)][0]?.phrase ?? ''
