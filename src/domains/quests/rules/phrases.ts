import { bare, clip, closed, tidy } from './text.ts'
import { countable, determiners, english, foreign, places, verbs } from './words.ts'

const turned: Record<string, string> = {
  "i'm": "you're",
  "i've": "you've",
  "i'll": "you'll",
  "i'd": "you'd",
  i: 'you',
  me: 'you',
  my: 'your',
  mine: 'yours',
  myself: 'yourself',
  "we're": "you're",
  "we've": "you've",
  "we'll": "you'll",
  "we'd": "you'd",
  we: 'you',
  us: 'you',
  our: 'your',
  ours: 'yours',
  ourselves: 'yourselves',
}
const person =
  /(?<![\p{L}\d'-])(?:i am|i was|(?:i|we)'(?:m|ve|ll|d|re)|i|me|my|mine|myself|we|us|our|ours|ourselves)(?![\p{L}\d-]|'\p{L})/giu

/** As the quest says it to the player: "my street" is "your street". "US" stays a country. */
export const toYou = (text: string): string =>
  text.replace(person, (word) => {
    if (word === 'US') return word
    const verb = /^i (am|was)$/i.exec(word)?.[1]
    if (verb) return verb.toLowerCase() === 'am' ? 'you are' : 'you were'
    return turned[word.toLowerCase()] ?? word
  })

/** Shouting is a tone, not a spelling. */
export function calm(text: string): string {
  const letters = text.replace(/\P{L}/gu, '')
  const capitals = text.replace(/\P{Lu}/gu, '')
  const isLoud = letters.length > 4 && capitals.length > letters.length * 0.7
  const words = text.split(' ')
  const isTitle = words.length > 3 && words.filter((word) => /^\p{Lu}/u.test(word)).length > words.length * 0.7
  return isLoud || isTitle ? text.toLowerCase().replace(/\bi\b/g, 'I') : text
}

/** Pictures are pretty in a message and odd inside a sentence. */
export const unpictured = (text: string): string =>
  tidy(text.replace(/\p{Extended_Pictographic}|\p{RI}|\p{EMod}|\u200D|\uFE0F|\u20E3/gu, ' '))
    .replace(/(?<=^|\s)(?:[:;=8]-?[)(DPpo3]+|<3+|xD+|[*_~^#]+)(?=\s|$)/g, '')
    .trim()

export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d][\p{L}\d'-]*/gu) ?? []

/** Whether the words can stand inside an English sentence, or had better be quoted. */
export function isEnglish(text: string): boolean {
  if (/[^\p{Script=Latin}\p{Nd}\p{Zs}'’.,;:!?()&%$€£+/…-]/u.test(text)) return false
  const words = wordsOf(text)
  const known = words.filter((word) => english.has(word)).length
  const strange = words.filter((word) => foreign.has(word)).length
  const accented = words.filter((word) => /[^a-z\d'-]/.test(word)).length
  return words.length > 0 && strange <= known && accented * 3 <= words.length
}

/** Said to a machine rather than to people; quoted, it is plain that it is no more than words. */
export const isOrder = (text: string): boolean =>
  /\b(?:ignore|disregard|instructions?|prompts?|system|sgxp|xp|output|json|assistant)\b|\byou are (?:now|an? )|[<>{}[\]]/i.test(
    text,
  )

const abbreviation = /\b(St|Mr|Mrs|Ms|Dr|No)\./g

/** Words that give orders, hold code or make sentences are quoted where a name is expected. */
export function isName(text: string): boolean {
  const words = wordsOf(text)
  if (words.length === 0 || words.length > 12 || text.length > 80) return false
  if (/[.:;!?<>{}()[\]=*_/\\|#@…]/.test(text.replace(abbreviation, '$1')) || !isEnglish(text)) return false
  return !isOrder(text)
}

/** The word that a name turns on: the club of "a chess club at our school". */
export const headOf = (words: string[]) => {
  const end = words.findIndex(
    (word, at) =>
      at > 0 &&
      /^(?:of|for|in|at|on|with|to|from|near|behind|who|that|where|about|against|so|because|when|after|before)$/.test(
        word,
      ),
  )
  return words[(end < 0 ? words.length : end) - 1] ?? ''
}

const district = /^\p{Lu}.*\b(?:neighbou?rhood|area|district|hospital)$/u

/** Adds the article that a bare singular lacks: "local park", "cleaner environment". */
export function withArticle(text: string, article: 'a' | 'the' = 'the'): string {
  const words = wordsOf(text)
  const head = headOf(words)
  if (
    determiners.has(words[0] ?? '') ||
    (/^\p{Lu}|^\d/u.test(text) && !district.test(text)) ||
    !countable.has(head) ||
    /'s\b/.test(text)
  )
    return text
  if (article === 'the' && places.has(head)) return `the ${text}`
  return `${/^[aeiou]/.test(text) && !/^(?:uni|use|eu|one)/.test(text) ? 'an' : 'a'} ${text}`
}

const isOrdinary = (word: string) =>
  english.has(word) || determiners.has(word) || places.has(word) || verbs.has(word) || countable.has(word)

/** The first letter small, unless it may begin a name. */
export function small(text: string): string {
  const [first = ''] = text.split(' ')
  const word = first.toLowerCase().replace(/[^a-z'-]/g, '')
  const keeps = first === 'I' || /\p{Lu}/u.test(first.slice(1)) || !isOrdinary(word.replace(/(?<=...)s$/, ''))
  return keeps && !isOrdinary(word) ? text : text.charAt(0).toLowerCase() + text.slice(1)
}

/** An answer in the quest's own voice, without the mark at its end. */
export const phrased = (text: string, length = 90): string => closed(clip(toYou(bare(calm(unpictured(text)))), length))
