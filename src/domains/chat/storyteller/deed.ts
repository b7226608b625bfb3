import { isRude } from '../../../services/safety/rude.ts'
import { isUnfit } from '../../../services/safety/safety.ts'
import { sentencesOf } from '../../../services/talk/sentences.ts'
import { plain } from '../../../services/text/plain.ts'
import { deeds, words } from './content.ts'

/** What the player does. */
export interface Deed {
  /** As it is told: "you open the red door"; empty where it is not to be told again. */
  act: string
  verb: string
  /** What it is done with: "the red door". */
  thing: string | undefined
}

const MAX_WORDS = 12
const MAX_LENGTH = 90

const before = /^(?:(?:and|so|then|ok|okay|well|now|right|fine|yes|yeah|sure|no|hm+|first|next)[,.]?\s+)+/i
const modal =
  "(?:'ll| will| am going to|'m going to| are going to|'re going to| want to| would like to|'d like to| try to)"
const willed = new RegExp(
  `^(?:(?:i|we)${modal}?|let'?s|let us|can (?:i|we)|could (?:i|we)|may (?:i|we)|(?:i|we)'d rather)\\s+(?:just\\s+)?(.+)$`,
  'i',
)
const being = /^(?:i'm|i am|we're|we are)\s+(.+)$/i
/** Where the deed ends, and something else is said. */
const ends = /[,;:.!?…–—]|\s(?:and then|because|so that|while|but|until|in case|hoping)\s/i
/** What was done before this story. */
const past = /^(?:was|were|had|did|went|got|saw|made|took|came|ate|told|said|found|felt|lost|won|[a-z]{2,}ed)$/i
const noDeed =
  /^(?:am|have|think|guess|feel|like|love|hate|mean|know|believe|wish|hope|miss|need|wonder|suppose|remember|can't|cannot|cant|dont|don't|do|didn't|didnt|won't|wont|couldn't|couldnt|would|could|should|might|will)$/i

/** The first thing in a message that somebody does; undefined where nothing is done. */
export function deedOf(message: string, names: readonly string[] = []): Deed | undefined {
  for (const sentence of sentencesOf(plain(message))) {
    const deed = deedIn(sentence.replace(before, ''), names)
    if (deed) return deed
  }
  return undefined
}

function deedIn(sentence: string, names: readonly string[]): Deed | undefined {
  const name = names.find((it) => new RegExp(`^${escaped(it)} [a-z]+s\\b`).test(sentence))
  if (name !== undefined) return toDeed(name, clause(sentence.slice(name.length + 1)))
  const [, being_] = being.exec(sentence) ?? []
  if (being_ !== undefined) return /^\w+ing\b/.test(being_) ? toDeed('you are', clause(being_)) : undefined
  const [, done] = willed.exec(sentence) ?? []
  if (done !== undefined) return toDeed('you', clause(done))
  // An order: "open the door".
  const [first = ''] = sentence.toLowerCase().split(/[\s,.!?]/)
  return isVerb(first) ? toDeed('you', clause(sentence.charAt(0).toLowerCase() + sentence.slice(1))) : undefined
}

const escaped = (text: string) => text.replace(/[^\p{L}\p{N} ]/gu, '\\$&')
/** Words that are verbs and nothing else at the beginning of a sentence. */
const isVerb = (word: string) =>
  deeds.some((it) => it.words.has(word)) &&
  !words.small.has(word) &&
  !/^(?:north|south|east|west|left|right|back|quietly|hand|ear)$/.test(word)

const turned: Record<string, string> = {
  ...{ i: 'you', we: 'you', me: 'you', us: 'you', my: 'your', our: 'your', mine: 'yours', ours: 'yours' },
  ...{ myself: 'yourself', ourselves: 'yourselves', am: 'are' },
}

const clause = (text: string) =>
  (text.split(ends)[0] ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => turned[word.toLowerCase()] ?? word)

function toDeed(subject: string, done: string[]): Deed | undefined {
  const at = done.findIndex((word) => !/^(?:\w+ly|just|also|then|again)$/i.test(word))
  const verb = done[at]?.toLowerCase() ?? ''
  const act = `${subject} ${done.join(' ')}`.trim().replace(/\s+(?:please|now|then|instead|too|first)$/i, '')
  const isWhole = done.length <= MAX_WORDS && act.length <= MAX_LENGTH && /^[\p{L}\p{M}\p{N}' -]+$/u.test(act)
  if (verb === '' || past.test(verb) || noDeed.test(verb) || !isWhole) return undefined
  return { act: isRude(act) || isUnfit([act]) ? '' : act, verb, thing: thingIn(done.slice(at + 1).join(' ')) }
}

const determined =
  /(?<!\p{L})(the|an?|my|your|this|that|his|her|their|some|one|another)\s+([\p{L}'-]+(?:\s[\p{L}'-]+){0,3})/iu

/** "open the old red door with a key": the old red door. */
export function thingIn(text: string): string | undefined {
  const [, whose = '', rest = ''] = determined.exec(text) ?? []
  const kept: string[] = []
  for (const word of rest.split(/\s/).filter(Boolean)) {
    if (words.small.has(word.toLowerCase()) || word.length > 25) break
    kept.push(word)
  }
  if (kept.length === 0) return undefined
  const owner = /^(?:his|her|their|your)$/i.test(whose)
    ? whose.toLowerCase()
    : whose.toLowerCase() === 'my'
      ? 'your'
      : 'the'
  const thing = `${owner} ${kept.join(' ')}`
  return isRude(thing) || isUnfit([thing]) ? undefined : thing
}
