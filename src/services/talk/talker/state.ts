import { type Kind, plain, type Topic, topics } from '../content.ts'
import { saidByPersona, saidByPlayer, saidIn, type Talk } from '../talk.ts'
import { type Reading, readSaid } from './reading.ts'

/** Where a conversation stands: all of it is read from its turns. */
export interface State {
  reading: Reading
  /** Kinds of the caller's turns before this one, the newest first. */
  before: Kind[]
  /** The last thing that the persona said. */
  lastSaid: string
  /** How many of the persona's last turns in a row asked something. */
  asked: number
  /** What is being talked about, also where this turn does not name it. */
  topic: Topic | undefined
  /** What the sad thing was about. */
  sadTopic: Topic | undefined
  /** Whether a story is being played. */
  isPlay: boolean
  /** Something sad was told lately: nothing playful is said. */
  isHeavy: boolean
  /** Number of this turn of the persona. */
  count: number
}

const HEAVY: ReadonlySet<Kind> = new Set<Kind>(['bad_news', 'lonely'])
const LIGHT: ReadonlySet<Kind> = new Set<Kind>(['good_news', 'laughter', 'joke', 'story'])
/** Turns that go on about what was talked about before. */
const CONTINUES: ReadonlySet<Kind> = new Set<Kind>([
  ...(['telling', 'yes', 'general', 'likes', 'laughter', 'bad_news', 'good_news', 'worry', 'plan', 'move'] as const),
])
/** What is asked in a story alone. */
const played = [...plain.move_ask, ...plain.play]
/** Turns of the caller that are read again. */
const READ_BACK = 4

export function stateOf(talk: Talk): State {
  const reading = readSaid(saidIn(talk))
  const earlier = saidByPlayer(talk.turns).slice(-READ_BACK).reverse().map(readSaid)
  const said = saidByPersona(talk.turns)
  const before = earlier.map(({ kind }) => kind)
  const last = said.at(-1) ?? ''
  const continued = CONTINUES.has(reading.kind) && last.includes('?')
  const asked = said.toReversed().findIndex((text) => !text.includes('?'))
  const thread = continued
    ? topics.find(({ asks, hard }) => [...asks, ...hard].some((ask) => last.endsWith(ask)))
    : undefined
  const sad = [reading, ...earlier].find(({ kind }) => HEAVY.has(kind))
  return {
    reading,
    before,
    lastSaid: last,
    asked: asked === -1 ? said.length : asked,
    topic: thread ?? reading.topic ?? (continued ? earlier[0]?.topic : undefined),
    sadTopic: sad?.topic,
    isPlay: talk.scenario !== undefined || said.slice(-3).some((text) => played.some((line) => text.endsWith(line))),
    isHeavy: isHeavy([reading.kind, ...before]),
    count: said.length,
  }
}

/** Of the kinds from the newest on, whether a sad one comes before a light one. */
function isHeavy(kinds: Kind[]): boolean {
  const sad = kinds.findIndex((kind) => HEAVY.has(kind))
  const light = kinds.findIndex((kind) => LIGHT.has(kind))
  return sad !== -1 && (light === -1 || sad < light)
}
