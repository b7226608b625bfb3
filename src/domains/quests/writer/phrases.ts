import { lexicon } from './content.ts'
import {
  isAdjective,
  isDeterminer,
  isOther,
  isPreposition,
  isVerb,
  type Kind,
  LONGEST_NOUN,
  nounOf,
  setOf,
} from './lexicon.ts'

/** A noun phrase that stands in a player's text, and that we know enough about to say it again. */
export interface Phrase {
  kind: Kind | 'unknown'
  /** Without article: "stray cats", "grandma's garden". */
  words: string
  /** With the article it takes when it is said again: "the stray cats", "your grandma". */
  whole: string
  /** The word before it: "at", "for", "the". */
  determiner: string
  preposition: string
  isPlural: boolean
  /** Whether a verb governs it: "feed the cats". */
  isObject: boolean
  /** Position of its first word. */
  at: number
}

const tokens = /(?:Mrs?|Ms|Dr|St|Prof|Mt)\.|[\p{L}\p{M}\p{N}]+(?:[-'][\p{L}\p{M}\p{N}]+)*|[.,;:!?()]/gu
const MAX_TOKENS = 220
const MAX_WORDS = 4
const own = setOf(lexicon.own)
/** Relatives: "grandma" alone is the player's own. */
const kin = setOf(lexicon.kin)
/** Words after which a word that is also a noun is a verb. */
const beforeVerb = setOf(lexicon.before_verbs)

interface Token {
  text: string
  lower: string
  isName: boolean
}

/** The noun phrases of a text, in their order. */
export function phrasesOf(text: string): Phrase[] {
  const shouted = text === text.toUpperCase()
  const list: Token[] = (text.match(tokens) ?? []).slice(0, MAX_TOKENS).map((word, at, all) => ({
    text: word,
    lower: word.toLowerCase(),
    isName: !shouted && at > 0 && !/[.!?:]/.test(all[at - 1] ?? '') && /^\p{Lu}/u.test(word),
  }))
  const found: Phrase[] = []
  for (let at = 0; at < list.length; at++) {
    const phrase = phraseAt(list, at)
    if (!phrase) continue
    found.push(phrase)
    at += phrase.words.split(' ').length - 1
  }
  return found
}

const lowerAt = (list: Token[], at: number) => list[at]?.lower ?? ''

/** A verb, judged by the word before it where it could also be a noun: "plant trees", "a plant". */
function isVerbAt(list: Token[], at: number): boolean {
  const word = lowerAt(list, at)
  if (!isVerb(word)) return false
  const before = lowerAt(list, at - 1)
  if (beforeVerb.has(before)) return true
  if (isDeterminer(before) || isPreposition(before) || isAdjective(before)) return false
  // "collect used books": a participle before a noun describes it.
  if (isAdjective(word) && nounOf(lowerAt(list, at + 1))) return false
  const isStart = at === 0 || /^[.,;:!?()]$/.test(before)
  return !nounOf(word) || (isStart && !isVerb(lowerAt(list, at + 1)) && lowerAt(list, at + 1) !== '')
}

const isModifier = (list: Token[], at: number) => {
  const { lower = '', isName = false } = list[at] ?? {}
  if (isOther(lower) || isDeterminer(lower) || isPreposition(lower)) return false
  return isAdjective(lower) || nounOf(lower) !== undefined || isName || lower.endsWith("'s")
}

function phraseAt(list: Token[], from: number): Phrase | undefined {
  const compound = compoundAt(list, from)
  if (compound) return phraseOf(list, from, compound.length, compound.noun)
  if (isVerbAt(list, from)) return undefined
  const run = runFrom(list, from)
  // The longest phrase that ends with a noun.
  for (let length = run; length > 0; length--) {
    const noun = nounAt(list, from, length)
    if (noun) return phraseOf(list, from, length, noun)
  }
  return undefined
}

/** A noun of several words, whatever its words are alone: "little free library". */
function compoundAt(list: Token[], from: number) {
  const words = list.slice(from, from + LONGEST_NOUN).map(({ lower }) => lower)
  for (let length = words.length; length > 1; length--) {
    const noun = nounOf(words.slice(0, length).join(' '))
    if (noun) return { length, noun }
  }
  return undefined
}

function runFrom(list: Token[], from: number): number {
  let length = 0
  while (length < MAX_WORDS && (isModifier(list, from + length) || isGuess(list, from + length))) {
    const word = lowerAt(list, from + length)
    if (length > 0 && isVerbAt(list, from + length) && !nounOf(word) && !isAdjective(word)) break
    const compound = length > 0 ? compoundAt(list, from + length) : undefined
    if (compound) return length + compound.length
    length++
  }
  return length
}

/** A word that we do not know, where only a noun can stand: "the ocarina", "about falconry". */
function isGuess(list: Token[], at: number): boolean {
  const { lower = '', isName = false } = list[at] ?? {}
  if (!/^\p{L}[\p{L}'-]{2,23}$/u.test(lower) || isOther(lower) || isVerb(lower) || isDeterminer(lower)) return false
  if (isPreposition(lower) || isAdjective(lower) || /(?:ly|n't)$/.test(lower)) return false
  const before = lowerAt(list, at - 1)
  const isAfter =
    isDeterminer(before) || isAdjective(before) || (isPreposition(before) && before !== 'to' && before !== 'like')
  const after = lowerAt(list, at + 1)
  const isEnd = after === '' || /^[.,;:!?()]$/.test(after) || isPreposition(after) || isOther(after)
  return isName || (isAfter && isEnd)
}

function nounAt(
  list: Token[],
  from: number,
  length: number,
): (Pick<Phrase, 'kind'> & { isPlural: boolean; isMass: boolean }) | undefined {
  const end = from + length - 1
  const words = list.slice(from, end + 1).map(({ lower }) => lower)
  for (let start = 0; start < words.length; start++) {
    const known = nounOf(words.slice(start).join(' '))
    if (known) return known
  }
  const { lower = '', isName = false } = list[end] ?? {}
  if (isAdjective(lower) || lower.endsWith("'s")) return undefined
  if (isName) return { kind: 'unknown', isPlural: false, isMass: true }
  return isGuess(list, end) ? { kind: 'unknown', isPlural: /[^s]s$/.test(lower), isMass: false } : undefined
}

function phraseOf(
  list: Token[],
  from: number,
  length: number,
  { kind, isPlural, isMass }: { kind: Phrase['kind']; isPlural: boolean; isMass: boolean },
): Phrase {
  const words = list
    .slice(from, from + length)
    .map(({ text, lower, isName }) => (isName || /^\p{Lu}{2,5}$/u.test(text) ? text : lower))
    .join(' ')
  const [determiner, before] = determinerBefore(list, from)
  const article = articleOf(determiner, kind, isMass && !isPlural, list[from]?.isName === true)
  return {
    kind,
    words,
    whole: `${kin.has(words) && determiner === '' ? 'your ' : article}${words}`,
    determiner,
    preposition: isPreposition(lowerAt(list, before)) ? lowerAt(list, before) : '',
    isPlural,
    isObject: isVerbAt(list, before),
    at: from,
  }
}

/** The determiner before a phrase, and where the word before that stands. */
function determinerBefore(list: Token[], from: number): [determiner: string, before: number] {
  let at = from - 1
  while (at >= 0 && isDeterminer(lowerAt(list, at)) && !own.has(lowerAt(list, at))) at--
  const isOwn = own.has(lowerAt(list, at))
  return isOwn ? [lowerAt(list, at), at - 1] : [lowerAt(list, at + 1) && at + 1 < from ? lowerAt(list, at + 1) : '', at]
}

function articleOf(determiner: string, kind: Phrase['kind'], isMass: boolean, isName: boolean): string {
  if (own.has(determiner)) return 'your '
  if (isName && determiner === '') return ''
  return determiner === '' && (isMass || kind === 'topic' || kind === 'activity') ? '' : 'the '
}
