import { lexicon } from './content.ts'

export type Kind = 'thing' | 'animal' | 'plant' | 'food' | 'activity' | 'event' | 'topic' | 'person' | 'group' | 'place'
interface Noun {
  kind: Kind
  isPlural: boolean
  /** Of a plural: its singular. */
  one?: string
  /** Whether it has no plural: litter, chess, loneliness. */
  isMass: boolean
  /** Of a place: at the park, in the library, on the street. */
  preposition?: string
}

const listOf = (words = '') => words.split(' ').filter(Boolean)
export const setOf = (words?: string) => new Set(listOf(words))

const adjectives = setOf(lexicon.adjectives)
const verbs = setOf(lexicon.verbs)
const determiners = setOf(lexicon.determiners)
const prepositions = setOf(lexicon.prepositions)
const others = setOf(lexicon.other)
const nouns = new Map<string, Noun>()

const { place, ...kinds } = lexicon.nouns
for (const [kind, words] of Object.entries(kinds)) addAll(kind as Kind, words)
for (const [preposition, words] of Object.entries(place ?? {})) addAll('place', words, preposition)

function addAll(kind: Kind, words: string, preposition?: string) {
  for (const entry of listOf(words)) {
    const [one = '', many] = entry.split('/')
    const noun = { kind, isPlural: false, isMass: many === '', ...(preposition ? { preposition } : {}) }
    const name = one.replaceAll('_', ' ')
    if (!nouns.has(name)) nouns.set(name, noun)
    if (many) nouns.set(many.replaceAll('_', ' '), { ...noun, isPlural: true, one: name })
  }
}

/** Singular forms that a plural may have. */
const singulars = (word: string): string[] => {
  if (!word.endsWith('s') || word.endsWith('ss')) return []
  if (word.endsWith('ies')) return [`${word.slice(0, -3)}y`, word.slice(0, -1)]
  return word.endsWith('es') ? [word.slice(0, -1), word.slice(0, -2)] : [word.slice(0, -1)]
}

/** The most words that a noun of the lexicon has. */
export const LONGEST_NOUN = 4

/** A noun that the lexicon knows, in either number. */
export function nounOf(word: string): Noun | undefined {
  const noun = nouns.get(word)
  if (noun) return noun
  const one = singulars(word).find((form) => nouns.has(form))
  return one === undefined ? undefined : { ...(nouns.get(one) as Noun), isPlural: true, one }
}

/** A phrase with its last word in the singular: "bike racks" is "bike rack". */
export function singularOf(phrase: string): string {
  const words = phrase.split(' ')
  const last = words.at(-1) as string
  return [...words.slice(0, -1), nounOf(phrase)?.one ?? nounOf(last)?.one ?? last].join(' ')
}

/** Base forms of -ing, -ed and -s. */
const bases = (word: string): string[] => {
  const stems = ['ing', 'ed', 'es', 's'].filter((end) => word.endsWith(end)).map((end) => word.slice(0, -end.length))
  return stems.filter((stem) => stem.length > 1).flatMap((stem) => [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')])
}

export const isVerb = (word: string) => verbs.has(word) || bases(word).some((base) => verbs.has(base))
export const isAdjective = (word: string) => adjectives.has(word)
export const isDeterminer = (word: string) => determiners.has(word) || /^\d{1,6}$/.test(word)
export const isPreposition = (word: string) => prepositions.has(word)
export const isOther = (word: string) => others.has(word)
