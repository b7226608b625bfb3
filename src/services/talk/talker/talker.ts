import { hash } from '../../grammar.ts'
import { wasInDanger } from '../concern.ts'
import { plain, type VoicePool } from '../content.ts'
import { afterDanger } from '../fixed-reply.ts'
import { LAST_WORDS, saidIn, shareOf, type Talk, WINDING_DOWN } from '../talk.ts'
import { aboutMe } from './about-me.ts'
import { answerOf } from './answers.ts'
import { askNext } from './asking.ts'
import { inForeign } from './foreign.ts'
import { type Lines, linesOf } from './lines.ts'
import { recalled } from './memories.ts'
import { openingOf } from './opening.ts'
import { playOn, type Said } from './scene.ts'
import { type State, stateOf } from './state.ts'

export type { Said } from './scene.ts'

/** What the built-in talker says next. The same talk is answered the same way. */
export function talkBuiltIn(talk: Talk, now: Date): Said {
  const lines = linesOf(talk)
  if (talk.said === undefined) return { text: openingOf(talk, lines, now), ends: false }
  const state = stateOf(talk)
  if (shareOf(talk.call) >= LAST_WORDS) return { text: farewell(talk, lines), ends: true }
  const played = wasInDanger(talk) ? undefined : playOn(talk, state, lines)
  if (played) return played
  if (state.reading.kind === 'goodbye' || agreesToEnd(state)) return { text: farewell(talk, lines), ends: true }
  return { text: replyTo(talk, state, lines, now), ends: false }
}

/** Whether the caller takes the offer to talk another time. */
const agreesToEnd = ({ lastSaid, reading: { kind } }: State) =>
  plain.busy.some((line) => lastSaid.endsWith(line)) && ['yes', 'busy', 'thanks'].includes(kind)

function farewell(talk: Talk, lines: Lines): string {
  const heard = [...talk.turns.map(({ text }) => text), saidIn(talk)].join(' ')
  // A persona names a day only after the caller has.
  const fits = (line: string) => (line.match(/\b[A-Z][a-z]+day\b/g) ?? []).every((day) => heard.includes(day))
  return lines.pick(['goodbye'], {}, fits) ?? 'Goodbye.'
}

/** What is said back where nothing is played, and nothing ends. */
export function replyTo(talk: Talk, state: State, lines: Lines, now: Date): string {
  const said = saidIn(talk).trim()
  if (said === '') return lines.pick(['silence', 'spare']) ?? '…'
  const careful = afterDanger(talk, lines)
  if (careful) return careful
  const foreign = inForeign(talk, lines)
  if (foreign) return foreign
  if (state.reading.kind === 'recall') return remembered(talk, said, lines)
  if (state.reading.kind === 'repeat') return again(state, lines)
  const { first, then } = answerOf(state)
  const own = state.reading.kind === 'about_you' ? aboutMe(said, lines) : undefined
  const line = own ?? firstLine(talk, state, lines, first)
  if (line?.includes('?') || then === 'nothing') return line ?? fallback(lines)
  const isLate = shareOf(talk.call) >= WINDING_DOWN
  const next = isLate ? lines.pick(['closing']) : askNext(talk, state, lines, then, now)
  return [line, next].filter(Boolean).join(' ') || fallback(lines)
}

function firstLine(talk: Talk, { reading, count, isHeavy }: State, lines: Lines, pools: readonly VoicePool[]) {
  if (reading.ownName) return lines.pick(['meet'], { name: reading.ownName })
  const isPlain = pools[0] === 'telling' || pools[0] === 'plan'
  const names = reading.thing && isPlain && !isHeavy && hash(`${talk.call.id} thing ${count}`) % 2 === 0
  const named = names ? lines.pick(['thing'], { thing: reading.thing as string }) : undefined
  return named ?? lines.pick([...pools, 'spare'])
}

/** When all that can be said has been said. */
const fallback = (lines: Lines) => lines.pick(['spare', 'spare_ask', 'gentle', 'silence']) ?? 'Go on, I am listening.'

function remembered(talk: Talk, said: string, lines: Lines): string {
  const fact = recalled(talk.relationship, said)
  return (fact && lines.pick(['recall'], { fact })) ?? lines.pick(['no_recall', 'unknown', 'spare']) ?? fallback(lines)
}

/** Asked for it, one may say the same again. */
function again({ lastSaid }: State, lines: Lines): string {
  return [lines.pick(['repeat']), lastSaid].filter(Boolean).join(' ')
}
