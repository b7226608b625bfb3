import { answered } from './answered.ts'
import { calm, headOf, isEnglish, isOrder, small, toYou, unpictured, withArticle, wordsOf } from './phrases.ts'
import { isAbout, isImperative, isSentence, sentencesOf } from './sentences.ts'
import { meantBy } from './spelling.ts'
import { bare, capital, clip, closed, quoted, tidy } from './text.ts'
import { crowds, determiners, english, events, finite, occasions, verbs } from './words.ts'

/**
 * How an idea can be said again. A wish follows "you want", a fact stands as a sentence, a quote is shown as it is, and
 * nothing is said of an idea that has no words to repeat.
 */
export type Idea =
  | { kind: 'wish'; words: string; verb?: string }
  | { kind: 'fact' | 'feeling' | 'quote'; words: string }
  | { kind: 'nothing'; words: '' }

const LONGEST = 110

const greeting =
  /^(?:(?:hi|hello|hey|hiya|dear \w+|ok|okay|so|well|um+|please|pls|basically|maybe|also|hmm+)\b[\s,!.…-]*)+/i
const subject =
  '(?:(?:my|our) (?:class|team|club|school|family|troop|group|band|grade|scouts|company|office|department|church|friends|coworkers|colleagues|neighbou?rs|students|community)|i|we|you|me and my \\w+|my \\w+ and i)'
const beforeIdea =
  /^(?:my|the|our)(?: main| big)? (?:idea|mission|quest|goal|plan|dream|project)(?: is|'s| would be|:)(?: to| that (?:i|we)(?: can| could)?)?\s+/i
/** What people say before they come to the point. What follows is a verb. */
const beforeVerb = new RegExp(
  `^(?:${[
    `${subject}(?: really| just| also|'d| would| all)* (?:wants?|plans?|wanna|wish|hope|plan|like|love|need|have|decided|try|got)(?: to|(?<=wanna))`,
    `${subject}(?:'m| am|'re| are) (?:going|planning|trying|hoping|thinking of|gonna)(?: to)?`,
    `${subject}(?: really| all)* (?:should|could|can|must|will|might|'ll|may)(?: all| maybe| really| also)*`,
    `what (?:can|could|should) ${subject} do to`,
    "(?:i'm|i am|we're|we are)(?= (?:starting|organi[sz]ing|collecting|building|hosting|making|creating|raising|planting|launching|holding)\\b)",
    `(?:how|where) (?:can|could|do|should|would) ${subject}`,
    '(?:can|could|should|may) (?:i|we|you)(?: please| maybe| all| also| just)*(?: help (?:me|us)(?: to)?)?',
    '(?:please )?help (?:me|us)(?: to)?',
    "let's|lets|let us|how to|what if (?:i|we|everyone)|maybe (?:i|we) (?:can|could|should)",
    "it(?:'d| would) be (?:\\w+ )?(?:cool|nice|great|awesome|good|amazing|fun|lovely)(?: to| if (?:i|we)(?: could| can| all)?)",
    'i think (?:that )?(?:i|we) (?:should|could|can|need to|must)',
    'to',
  ].join('|')})\\s+`,
  'i',
)
/** Who it is, before what they want: "I'm retired and would like to". */
const presenting =
  /^(?:i'm|i am|we're|we are|my name is) [^.]{2,40}?(?: and|,) (?:i|we)?\s*(?=(?:'d|would|want|wanna|need|really want)\b)(?!\S+ (?:like )?to \w+ (?:it|that|them|this)\b)/i
const wondering = /^what (?:can|could|should|do) (?:i|we) do (?=about\b|against\b|for\b)/i
/** What is said after the plan itself: doubts and examples. */
const aside =
  /(?:,\s(?:maybe|like|perhaps|something|for example|or something|idk|or so|u know|you know|if possible)\b|\sbut\s(?:i|we|my|our|the|there|it|they|nobody|don't)\b).*$/i
/** Before a thing: "I want a community garden". */
const beforeThing = /^(?:i|we)(?: really)?(?: want|'d like| would like| need)(?: to have| to get)?\s+/i
/** Before a sentence. */
const beforeFact =
  /^(?:(?:i|we)(?:'ve| have)?(?: just)? (?:noticed|see|saw|seen|think|know|heard|found out|realised|realized|feel like|believe|wish|hate)(?: that| how)|(?:i|we) (?:really )?(?:hate|can't stand|don't like|dislike)(?: it)? (?:when|that|how)|it(?:'s| is) (?:sad|bad|unfair|terrible|not fair|a shame) (?:that|how|when)|did you know(?: that)?)\s+/i

const strip = (text: string, pattern: RegExp) => {
  const rest = text.replace(pattern, '')
  return wordsOf(rest).length > 0 ? rest : text
}

const isVerb = (word: string) => verbs.has(word)
const stemmed = (word: string) =>
  [word.slice(0, -3), `${word.slice(0, -3)}e`, word.slice(0, -4)].find((stem) => word.endsWith('ing') && isVerb(stem))

/** They begin like a plan and are things. */
const compound =
  /^(?:care (?:package|kit|bag|basket|box|home|worker)|thank you (?:card|note|letter|gift|party|video)|play (?:equipment|area|room|group|date)|support group|work (?:clothes|boots)|get well|welcome (?:kit|bag|pack|basket|party)|water (?:bottle|fountain|filter|park|balloon|station|slide)|clean (?:water|air|energy|clothes|socks|drinking)|hand (?:sanitizer|warmer|soap|lotion|towel)|wash (?:cloth|station)|(?:dance|swim|cook|paint|draw|sew|knit|play|study|sing|film) (?:class|lesson|group|team|club)|read aloud|help (?:desk|line)|learning (?:corner|center))/

/** "clean", from "clean up the park" and from "cleaning up the park"; nothing, from "clean up day". */
function verbOf(words: string[]): string | undefined {
  const [first = '', second = '', third = ''] = words
  const base = isVerb(first) ? first : stemmed(first)
  const isThing = occasions.has(second) || (occasions.has(third) && !determiners.has(second))
  const nounish =
    /^(?:start|organi[sz]e|host|hold|create|make|build|plan|launch|set|run|open|join|do|have|improve|support|fix|design|help|plan|throw|volunteer)$/
  if (compound.test(words.slice(0, 3).join(' '))) return undefined
  if (base) return isThing && !nounish.test(base) ? undefined : base
  if (/^(?:too|not|people|kids|with)$/.test(first)) return undefined
  const isDoing = determiners.has(second) && !determiners.has(first) && !english.has(first) && !finite.has(first)
  return isDoing && first.length > 2 && !/(?:s|ed|ly)$/.test(first) ? first : undefined
}

/** Cuts a long wish or fact where a thought ends, if there is such a place, or else between two words. */
function short(text: string): string {
  if (text.length <= LONGEST) return closed(text)
  const ends = [...text.slice(0, LONGEST).matchAll(/,\s|\s(?=(?:and|because|so|but|which|since|while)\s)/g)].map(
    ({ index }) => index,
  )
  const end = ends.findLast((end) => end > 25)
  return closed(end === undefined ? clip(text, LONGEST) : bare(text.slice(0, end)))
}

/** `isOdd` is one that people understand and grammar does not. */
type Sentence = { text: string; words: string[]; isWish: boolean; verb?: string; isOdd?: boolean }

function parse(raw: string): Sentence {
  const greeted = strip(bare(raw), greeting).replace(presenting, 'I ').replace(wondering, 'do something ')
  const plain = strip(greeted, beforeIdea)
  const led = strip(plain, beforeVerb).replace(aside, '')
  const wanted = strip(plain, beforeThing).replace(aside, '')
  const words = wordsOf(led)
  const verb = verbOf(words)
  if (verb && led === plain.replace(aside, '') && isAbout(words))
    return { text: plain, words, isWish: false, isOdd: isImperative(words) }
  if (verb) return { text: led, words, isWish: true, verb }
  if (wanted !== plain.replace(aside, '')) return { text: wanted, words: wordsOf(wanted), isWish: true }
  const text = strip(plain, beforeFact)
  return { text, words: wordsOf(text), isWish: false }
}

function wish({ text, verb }: Sentence): Idea {
  if (!verb) return { kind: 'wish', words: short(toYou(withArticle(small(text), 'a'))) }
  const base = text.replace(/^\S+/, verb)
  return { kind: 'wish', words: short(toYou(`to ${base}`)), verb: short(toYou(base)) }
}

function statement(sentence: Sentence): Idea {
  const { text, words, isOdd } = sentence
  if (isOdd) return { kind: 'quote', words: text }
  if (/^(?:i|i'm|we|we're)$/.test(words[0] ?? '')) return { kind: 'feeling', words: short(capital(toYou(text))) }
  if (isSentence(words) && words.some((word) => /^(?:i|i'm|me)$/.test(word)))
    return { kind: 'feeling', words: short(capital(toYou(text))) }
  if (isSentence(words)) return { kind: 'fact', words: short(capital(toYou(text))) }
  if (words.length > 1 && words.length <= 14 && isThing(words)) return wish({ ...sentence, text: thing(text) })
  return { kind: 'quote', words: text }
}
/** Worth wanting, by its own word or by the first: a "club", "more trees". "Lunch debt" and "a mean kid" are not. */
const isThing = (words: string[]) =>
  events.has(headOf(words)) ||
  (words.includes('for') && /[^s]s$/.test(headOf(words)) && !crowds.has(headOf(words))) ||
  /^(?:more|better|less|fewer|safer|cleaner|free|new)$/.test(words[0] ?? '')
const thing = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** "Save it" only makes sense after the sentence before it. */
const isClear = ({ isWish, words }: Sentence, at: number) =>
  isWish &&
  !(words.length < 5 && words.some((word) => /^(?:it|them|that|this|him|her|something)$/.test(word))) &&
  !(at > 0 && /^(?:there|it|that|this|some|one|ones|so)$/.test(words.at(-1) ?? ''))

/** Reads the idea: its first sentence that says what to do, or else the first that says how things are. */
export function readIdea(idea: string): Idea {
  const text = tidy(idea)
  if (wordsOf(text).length > 0 && !answered(text)) return { kind: 'nothing', words: '' }
  const plain = calm(unpictured(meantBy(text)))
  if (wordsOf(plain).length === 0)
    return /\S/u.test(text) && /[^\p{P}\p{Z}]/u.test(text)
      ? { kind: 'quote', words: text }
      : { kind: 'nothing', words: '' }
  if (!isEnglish(plain) || isOrder(plain)) return { kind: 'quote', words: text }
  const sentences = sentencesOf(plain, greeting).map(parse)
  const read = (sentence: Sentence) => (sentence.isWish ? wish(sentence) : statement(sentence))
  const clear = sentences.find(isClear)
  if (clear) return wish(clear)
  const all = sentences.map(read)
  const isPlain = ({ isWish, words }: Sentence, at: number) =>
    !isWish && (at === 0 || !/^(?:it|that|this|he|she|they|these|those)$/.test(words[0] ?? ''))
  return (
    all.find(({ kind }, at) => kind !== 'quote' && isPlain(sentences[at] as Sentence, at)) ??
    all[0] ??
    read(parse(plain))
  )
}

/** What an ally is told: completes "Tell them …". */
export function told(idea: Idea): string {
  if (idea.kind === 'wish') return `that you want ${idea.words}`
  if (idea.kind === 'fact') return `what you noticed: ${idea.words}`
  if (idea.kind === 'feeling') return `what is on your mind: ${idea.words}`
  return idea.kind === 'quote' ? `your idea: ${quoted(idea.words)}` : 'what you have in mind'
}
