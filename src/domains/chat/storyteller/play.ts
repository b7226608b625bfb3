import { saidByPersona } from '../../../services/talk/talk.ts'
import { allBeats, type Beat, deeds, moments, type Tale, tales } from './content.ts'
import { type Deed, deedOf } from './deed.ts'
import { garnishOf } from './garnish.ts'
import type { Lines } from './lines.ts'
import type { Told } from './told.ts'
import { understand, wantsToLeave } from './understanding.ts'

/** Answers of the persona in which the step of a story is looked for. */
const BACK = 6

/** The step that the story has reached; undefined where none is told, or it has ended. */
export function currentBeat({ talk: { turns } }: Told): Beat | undefined {
  let left = BACK
  for (const { role, text } of turns.toReversed()) {
    if (role === 'player') {
      if (wantsToLeave(text)) return undefined
      continue
    }
    const beat = allBeats.find(({ ask, again }) => text.includes(ask) || text.includes(again))
    if (beat) return beat
    if (tales.some(({ end }) => text.includes(end)) || --left === 0) return undefined
  }
  return undefined
}

const joined = (...parts: (string | undefined | false)[]) => parts.filter(Boolean).join(' ')
const paragraphs = (...parts: (string | undefined)[]) => parts.filter(Boolean).join('\n\n')

export const namesOf = ({ save }: Told): string[] => save?.heroes.map(({ name }) => name) ?? []

/** Whether the message names one of the two ways. */
export const names = ({ message }: Told, beat: Beat): boolean => understand(message, beat).way !== undefined

/** How the story goes on; undefined where the message is not about it. */
export function playOn(told: Told, beat: Beat, lines: Lines): string | undefined {
  const answer = understand(told.message, beat)
  const deed = deedOf(told.message, namesOf(told))
  const isElsewhere = deed?.thing !== undefined && answer.matches === 1 && !isAbout(beat, deed.thing)
  if (answer.way !== undefined && !isElsewhere) return goOn(told, beat, lines, outcomeOf(beat, answer.way, lines))
  if (answer.asks) return undefined
  if (deed) return goOn(told, beat, lines, ownOutcome(beat, deed, lines))
  if (answer.refuses) return paragraphs(lines.pick('moves_on'), nextStep(told, beat, lines))
  if (answer.chooses) return chosen(told, beat, lines)
  return undefined
}

const outcomeOf = ({ ways }: Beat, way: 0 | 1, lines: Lines) => lines.once(ways[way].told)

/** What comes of a deed that the story did not offer. */
function ownOutcome(beat: Beat, deed: Deed, lines: Lines): string | undefined {
  const aside = lines.chance('aside', 3) === 0 ? lines.pick('aside') : undefined
  return joined(aside, lines.once(beat.other, { act: deed.act }) ?? deedOutcome(deed, lines))
}

/** What comes of a deed where no story says it. */
export function deedOutcome({ act, verb, thing }: Deed, lines: Lines): string | undefined {
  const slots = { act, ...(thing ? { thing } : {}) }
  const kind = deeds.find((it) => it.words.has(verb) || it.words.has(verb.replace(/(?:ing|s)$/, '')))
  const other = deeds.find(({ name }) => name === 'other')
  return (kind && lines.from(kind.name, kind.told, slots)) ?? (other && lines.from('other', other.told, slots))
}

function chosen(told: Told, beat: Beat, lines: Lines): string {
  const way = lines.chance('way', 2) as 0 | 1
  return goOn(told, beat, lines, joined(lines.pick('chooses'), outcomeOf(beat, way, lines)))
}

/** An outcome, what joins in, and the next step. */
function goOn(told: Told, beat: Beat, lines: Lines, outcome: string | undefined): string {
  return paragraphs(joined(outcome, garnishOf(told, lines)), nextStep(told, beat, lines))
}

function nextStep(told: Told, { next }: Beat, lines: Lines): string | undefined {
  if (next && 'end' in next) return next.end
  return next ? joined(next.tell, next.ask) : newMoment(told, lines)
}

/** Whether a step tells of a thing, by its last word. */
function isAbout({ tell, ask, look, ways }: Beat, thing: string): boolean {
  const noun = thing.toLowerCase().split(' ').at(-1) ?? ''
  const told = [tell, ask, look, ...ways.map(({ told }) => told)].join(' ').toLowerCase()
  return told.includes(noun) || ways.some((way) => way.words.has(noun))
}

/** What a question about the story is answered with; undefined where nothing is asked. */
export function lookCloser(told: Told, beat: Beat, lines: Lines): string | undefined {
  if (!understand(told.message, beat).asks) return undefined
  const seen = lines.once(beat.look) ?? lines.pick('unseen')
  return joined(seen, askAgain(beat, lines) ?? lines.pick('back'))
}

/** The question in its second form, once; then the first way is offered no more. */
export const askAgain = ({ again }: Beat, lines: Lines): string | undefined => lines.once(again)

/** What was not understood is said to be so, once for each step; then the story goes on by itself. */
export function notUnderstood(told: Told, beat: Beat, lines: Lines, because: 'lost' | 'which'): string {
  const again = askAgain(beat, lines)
  if (again) return joined(lines.pick(because) ?? lines.pick('lost'), again)
  return paragraphs(lines.pick('moves_on'), nextStep(told, beat, lines))
}

/** Something that happens, and what is asked then. */
export function newMoment(told: Told, lines: Lines): string | undefined {
  const told_ = saidByPersona(told.talk.turns)
  const left = moments.filter(({ ask }) => !told_.some((text) => text.includes(ask)))
  const moment = left[lines.chance('moment', Math.max(1, left.length))]
  return moment ? joined(moment.tell, moment.ask) : lines.pick('offer')
}

/** The beginning of a tale that was not told yet: the persona's own first. */
export function newTale(told: Told, lines: Lines): string | undefined {
  const said = saidByPersona(told.talk.turns)
  const { id } = told.talk.persona
  const left = tales.filter(({ beats }) => !said.some((text) => text.includes((beats[0] as Beat).ask)))
  const own = left.filter((tale) => tale.for.includes(id))
  const shared = left.filter((tale) => tale.for.length === 0)
  const able: Tale[] = own.length > 0 ? own : shared
  const [first] = able[lines.chance('tale', Math.max(1, able.length))]?.beats ?? []
  return first ? joined(first.tell, first.ask) : newMoment(told, lines)
}
