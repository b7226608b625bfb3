import { afterDanger } from '../../../services/talk/fixed-reply.ts'
import { saidByPersona } from '../../../services/talk/talk.ts'
import { answerOf } from '../../../services/talk/talker/answers.ts'
import { inForeign } from '../../../services/talk/talker/foreign.ts'
import { isGoodbye } from '../../../services/talk/talker/reading.ts'
import { type State, stateOf } from '../../../services/talk/talker/state.ts'
import { replyTo } from '../../../services/talk/talker/talker.ts'
import { poolsOf, tales } from './content.ts'
import { type Deed, deedOf } from './deed.ts'
import { helloParty, knownOf } from './garnish.ts'
import { type Lines, openLines } from './lines.ts'
import {
  askAgain,
  currentBeat,
  deedOutcome,
  lookCloser,
  names,
  namesOf,
  newMoment,
  newTale,
  notUnderstood,
  playOn,
} from './play.ts'
import type { Told } from './told.ts'
import { asksForStory, wantsAnother, wantsToLeave } from './understanding.ts'

/** Turns after which a tale is offered to somebody who only talks. */
const OFFER_AFTER = 3

type Kind = State['reading']['kind']
/** What is answered as in any talk, also in the middle of a story. */
const GRAVE = new Set<Kind>(['human', 'order', 'romance', 'professional', 'bad_news', 'lonely'])
/** The same, unless it is about the story. */
const PERSONAL = new Set<Kind>([
  ...(['insult', 'recall', 'who', 'about_you', 'how_are_you', 'worry', 'good_news', 'joke', 'apology'] as const),
  ...(['setback', 'knowledge', 'advice', 'opinion', 'repeat', 'confused', 'busy'] as const),
])
/** What is answered by what was asked. */
const TOLD = new Set<Kind>(['about_you', 'recall', 'repeat'])
/** What is heard with a word, before the story goes on. */
const SMALL = new Set<Kind>(['thanks', 'compliment', 'laughter', 'delight', 'greeting', 'mood', 'likes'])

/** What the built-in storyteller answers. The same chat is answered in the same way. */
export function tellBuiltIn(told: Told): string {
  const lines = openLines(told)
  const { talk, message } = told
  const state = stateOf(talk)
  const careful = afterDanger(talk, lines.talk) ?? inForeign(talk, lines.talk)
  if (careful) return careful
  if (isGoodbye(message)) return lines.pick('bye') ?? converse(told, state, lines)
  const beat = wantsToLeave(message) ? undefined : currentBeat(told)
  const story = wantsAnother(message) || wantsStory(state, told) ? newTale(told, lines) : undefined
  if (story && (!beat || wantsAnother(message))) return joined(opener(told, lines), story)
  // Empty, when all that could be told has been told.
  return (beat ? inStory(told, state, lines) : outside(told, state, lines)) || converse(told, state, lines)
}

const joined = (...parts: (string | undefined)[]) => parts.filter(Boolean).join('\n\n')

/** Asked for, or the answer to an offer. */
function wantsStory({ reading: { kind }, lastSaid }: State, { talk, message }: Told): boolean {
  if (kind === 'play' || kind === 'story' || asksForStory(message)) return true
  const offers = poolsOf(talk.persona.id, 'offer').flat()
  const isOffer = [...offers, ...tales.map(({ end }) => end)].some((offer) => lastSaid.endsWith(offer))
  return isOffer && ['yes', 'delight', 'unsure'].includes(kind)
}

const opener = (told: Told, lines: Lines) =>
  saidByPersona(told.talk.turns).length === 0 ? helloParty(told, lines) : lines.pick('gesture')

function inStory(told: Told, state: State, lines: Lines): string | undefined {
  const beat = currentBeat(told)
  if (!beat) return undefined
  const { kind } = state.reading
  if (GRAVE.has(kind)) return state.isHeavy ? converse(told, state, lines) : aside(told, state, lines)
  const known = knownOf(told, lines)
  if (known) return [known, askAgain(beat, lines)].filter(Boolean).join(' ')
  // After sad news the story waits until the player takes it up.
  if (state.isHeavy && kind !== 'move' && !names(told, beat)) return converse(told, state, lines)
  const played = playOn(told, beat, lines)
  if (played) return played
  if (PERSONAL.has(kind)) return aside(told, state, lines)
  const seen = lookCloser(told, beat, lines)
  if (seen) return seen
  if (kind === 'yes' || kind === 'no') return notUnderstood(told, beat, lines, 'which')
  if (SMALL.has(kind)) return aside(told, state, lines)
  return notUnderstood(told, beat, lines, 'lost')
}

/** A word on what the player says, without a question of its own, and back to the story. */
function aside(told: Told, state: State, lines: Lines): string {
  const { kind } = state.reading
  const beat = currentBeat(told)
  const word = TOLD.has(kind) ? undefined : lines.talk.pick(answerOf(state).first, {}, (line) => !line.includes('?'))
  const text = word ?? converse(told, state, lines)
  const again = beat && !text.includes('?') ? askAgain(beat, lines) : undefined
  return joined(text, again && [lines.pick('back'), again].filter(Boolean).join(' '))
}

/** Where no story is told: what the player does begins one. */
function outside(told: Told, state: State, lines: Lines): string | undefined {
  const { kind } = state.reading
  const known = knownOf(told, lines)
  if (known) return known
  if (kind === 'greeting' && told.talk.turns.length === 0) return hello(told, lines)
  const deed = deedOf(told.message, namesOf(told))
  if (deed && !state.isHeavy && begins(deed, kind, told)) {
    const outcome = deedOutcome(deed, lines)
    return outcome && joined(outcome, newMoment(told, lines))
  }
  return undefined
}

function hello(told: Told, lines: Lines): string {
  const text = joined(helloParty(told, lines), lines.pick('hello'))
  return text.includes('?') ? text : [text, lines.pick('offer')].filter(Boolean).join(' ')
}

/** Whether a deed is one of a story rather than of the player's day. */
const begins = ({ act }: Deed, kind: Kind, { save }: Told): boolean =>
  kind === 'move' || (kind === 'general' && save !== undefined) || /\b(?:sword|dragon|torch|castle|spell)\b/.test(act)

/** As the persona talks, with a gesture now and then, and the offer of a tale. */
function converse(told: Told, state: State, lines: Lines): string {
  // It speaks of no time of day.
  const text = replyTo(told.talk, state, lines.talk, new Date(0))
  if (state.isHeavy || GRAVE.has(state.reading.kind) || PERSONAL.has(state.reading.kind)) return text
  const count = saidByPersona(told.talk.turns).length
  const offer = count % OFFER_AFTER === OFFER_AFTER - 1 && !text.includes('?') ? lines.pick('offer') : undefined
  const gesture = lines.chance('gesture', 3) === 0 ? lines.pick('gesture') : undefined
  return joined(gesture, [text, offer].filter(Boolean).join(' '))
}
