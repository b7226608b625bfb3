import { chooseBy, hash, render } from '../../services/grammar.ts'
import {
  adjectives,
  details,
  flavours,
  type Manner,
  type Mood,
  manners,
  moods,
  openings,
  questions,
  small,
  turns,
} from './storyteller-content.ts'

/** Characters of a message that are analysed. */
const MAX_LENGTH = 2_000
const LONGEST_WORD = 30
const LONGEST_DEED = 12

/** Analysis of a message. */
interface Gist {
  /** What the player does, as the storyteller repeats it: `open the old door`. */
  deed: string | undefined
  /** A thing that was named: `the old door`. */
  thing: string | undefined
  name: string | undefined
  /** Words with a meaning of their own, each once, in their order. */
  words: string[]
  isQuestion: boolean
  mood: Mood
}

const isSmall = (word: string) => small.has(word) || word.includes("'")

function gistOf(message: string): Gist {
  const text = message.slice(0, MAX_LENGTH).replaceAll('’', "'")
  const words = (text.match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? []).filter((it) => it.length <= LONGEST_WORD)
  const lower = text.toLowerCase()
  return {
    deed: deedOf(text),
    thing: thingOf(lower),
    // A capital in the middle of a sentence.
    name: /(?<=[\p{Ll}\p{N},;:] )\p{Lu}\p{Ll}{1,29}(?![\p{L}'])/u.exec(text)?.[0],
    words: [...new Set(words.map((word) => word.toLowerCase()))].filter((it) => it.length > 2 && !isSmall(it)),
    isQuestion: text.trimEnd().endsWith('?'),
    mood: moods.find(([, signs]) => signs.test(lower))?.[0] ?? 'calm',
  }
}

const turned: Record<string, string> = {
  i: 'you',
  we: 'you',
  me: 'you',
  us: 'you',
  my: 'your',
  our: 'your',
  mine: 'yours',
  myself: 'yourself',
  am: 'are',
  was: 'were',
}
const shortened: Record<string, string> = { "'m": 'are', "'re": 'are', "'ll": 'will', "'ve": 'have' }

/** `I open my door, …` as `open your door`. */
function deedOf(text: string) {
  const [, verb = '', clause = ''] = /(?:^|[.!?]\s+)(?:I|[Ww]e)('\w+)? ([\p{L}\p{N}' -]+)/u.exec(text) ?? []
  const words = `${shortened[verb] ?? ''} ${clause}`.trim().split(/\s+/).filter(Boolean).slice(0, LONGEST_DEED)
  const isWhole = words.length > 0 && words.length < LONGEST_DEED && words.every((it) => it.length <= LONGEST_WORD)
  return isWhole ? words.map((word) => turned[word.toLowerCase()] ?? word).join(' ') : undefined
}

function thingOf(lower: string) {
  for (const [, whose = '', first = '', second = ''] of lower.matchAll(
    /(?<!\p{L})(the|an?|my|our|this|that|his|her|their) (\p{L}{2,30})(?: (\p{L}{2,30}))?/gu,
  )) {
    const noun = adjectives.has(first) ? second : first
    if (noun === '' || small.has(noun) || adjectives.has(noun)) continue
    const kept = ['his', 'her', 'their'].includes(whose) ? whose : (turned[whose] ?? 'the')
    return `${kept} ${noun === first ? noun : `${first} ${noun}`}`
  }
}

const mannersOf = (persona: string): Manner[] =>
  manners.filter(([, signs]) => signs.test(persona.toLowerCase())).map(([manner]) => manner)

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Sentences that continue the story: what happens, a detail, a question. */
export function continueStory(message: string, persona: string, seed: string): string[] {
  const gist = gistOf(message)
  const pick = chooseBy(hash(seed))
  const asked = mannersOf(persona)
  const manner = asked.find((it) => it !== 'brief')
  const thing = gist.thing ?? (gist.name ? `the place where ${gist.name} is` : 'the next corner')
  const others = gist.words.filter((it) => !thing.includes(it) && it !== gist.name?.toLowerCase())
  const word = others.sort((one, two) => two.length - one.length)[0]
  const shape = gist.isQuestion ? 'question' : gist.deed ? 'deed' : 'other'
  const told = { deed: gist.deed ?? '', thing, name: gist.name ?? '', word: word ?? '' }
  const slots = { ...told, turn: render(pick('turn', turns[gist.mood]), told) }
  const say = (name: string, lines: readonly string[]) => render(pick(name, lines), slots)

  const opening = say('opening', openings[shape])
  const seen = say('seen', gist.name ? details.name : word ? details.word : details.none)
  const question = say('question', questions[gist.thing ? 'thing' : gist.name ? 'name' : 'none'])
  const last = capital((manner ? flavours[manner].before : '') + question)
  if (asked.includes('brief')) return [opening, capital(question)]
  // A manner shows in every question; it replaces what is seen only when the message names nothing to see.
  return gist.name || word
    ? [opening, seen, last]
    : [opening, manner ? pick('detail', flavours[manner].details) : seen, last]
}
