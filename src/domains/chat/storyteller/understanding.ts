import { wordsOf } from '../../../services/text/normalise.ts'
import { plain } from '../../../services/text/plain.ts'
import { type Beat, phrases, words } from './content.ts'

/** What a message says to a question with two ways to go on. */
export interface Answer {
  /** The way that it names. */
  way: 0 | 1 | undefined
  /** How many of its words are of that way. */
  matches: number
  /** It leaves the choice to the storyteller. */
  chooses: boolean
  /** It wants none of the two. */
  refuses: boolean
  /** It asks what there is to see. */
  asks: boolean
}

/** Without apostrophes: not everyone types them. */
const textOf = (message: string) => plain(message).toLowerCase().replaceAll("'", '')
const negated = /\b(?:not|dont|wont|never|neither|instead of|rather than|without)\b/
const refusing = /\b(?:neither|none of|nothing)\b|\b(?:dont|not|wont)\b.*\b(?:either|those|these|both)\b/
const asksFor =
  /^(?:(?:and|but|so|hm+|wait|ok)\s+)*(?:what|who|whose|where|why|how|when|which|whats|whos|wheres|hows)\b/
const asksWhether = /^(?:is|are|does|do|did|was|were|can you see)\b.*\?$/

/** In a short answer, small words count: "up", "the second". */
const SHORT = 4

export function understand(message: string, { ways: [one, two] }: Beat): Answer {
  const text = textOf(message)
  const all = wordsOf(text)
  const isShort = all.length <= SHORT
  const told = isShort ? all : all.filter((word) => !words.small.has(word))
  const [a, b] = [one, two].map((way) => new Set(told.filter((word) => isIn(word, way.words))).size) as [number, number]
  const isAsking = asksFor.test(text) || asksWhether.test(text)
  const looks = told.some((word) => words.look.has(word))
  const chooses = has(message, phrases.chooses)
  const ordinal = isShort ? ordinalOf(told) : undefined
  const way = a === b ? ordinal : a > b ? 0 : 1
  const isClear = !negated.test(text) && !isAsking && !(chooses && isShort)
  return {
    way: isClear ? way : undefined,
    matches: Math.max(a, b),
    chooses,
    refuses: refusing.test(text),
    asks: isAsking || (looks && way === undefined),
  }
}

const ordinalOf = (told: string[]): 0 | 1 | undefined => {
  const [one, two] = [words.first, words.second].map((set) => told.some((word) => set.has(word)))
  return one === two ? undefined : one ? 0 : 1
}

/** The word, or a form of it: "knocks", "knocking". */
const isIn = (word: string, known: Set<string>) =>
  known.has(word) || [...known].some((it) => it.length >= 4 && word.startsWith(it) && word.length - it.length <= 3)

const has = (message: string, list: readonly string[]) => {
  const text = ` ${wordsOf(textOf(message)).join(' ')} `
  return list.some((phrase) => text.includes(` ${phrase.replaceAll("'", '')} `))
}

export const wantsAnother = (message: string): boolean => has(message, phrases.another)
export const wantsToLeave = (message: string): boolean => has(message, phrases.leave)

/** A wish for a story, whatever else it says. */
export const asksForStory = (message: string): boolean => has(message, phrases.story) && !negated.test(textOf(message))
