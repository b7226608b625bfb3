import { careClasses, declineClasses, type SafetyClass } from '../../../schemas/content/safety.ts'
import { loadClassifier } from '../text/classifier.ts'
import { normalise } from '../text/normalise.ts'
import { phraseIn } from './phrases.ts'
import model from './safety.json' with { type: 'json' }

/**
 * What a text asks of the service. `care`: its author or a friend may be in danger. `decline`: it would hurt somebody,
 * or is not for children. `listen`: one of both is possible. `plan`: nothing speaks against answering as usual.
 */
export type Verdict = 'plan' | 'listen' | 'decline' | 'care'

export interface Signal {
  verdict: Verdict
  /** The likeliest class; none for `plan`. */
  label: SafetyClass | undefined
  /** Probability, from 0 to 1, that a text is not harmless. */
  score: number
}

/** From this probability on a text is not answered as usual. */
const LISTEN_FROM = 0.14
/** Below this probability the doubt is mild: most such texts are harmless. */
const GRAVE_FROM = 0.5
/** From this probability on the class decides. */
const CERTAIN_FROM = 0.75

/** A text is also read in pieces of about so many characters: one clause may be all that tells. */
const PIECE = 160
/** Out of its context, a piece says less. */
const PIECE_SHARE = 0.7

const classifier = loadClassifier(model, new URL('safety.weights', import.meta.url))
/** Harmless texts are learned in many classes, whose names begin with +. */
const isHarmless = classifier.classes.map((name) => name.startsWith('+'))
const care = new Set<string>(careClasses)
const decline = new Set<string>(declineClasses)

const harmless: Signal = { verdict: 'plan', label: undefined, score: 0 }
const order: Verdict[] = ['plan', 'listen', 'decline', 'care']

/** Whether a text is more likely harmless than not, though it is not sure. */
export const isMild = ({ verdict, score }: Signal) => verdict === 'listen' && score < GRAVE_FROM

/** Reads texts of one author, each for itself. The gravest decides. */
export function readSignal(texts: readonly (string | undefined)[]): Signal {
  return texts
    .filter((text) => text !== undefined && text !== '')
    .map((text) => signalOf(normalise(text as string)))
    .reduce(graver, harmless)
}

/** Whether a text has a decisive phrase, whatever else it says. */
export const isDecided = (text: string): boolean => phraseIn(normalise(text)) !== undefined

/** Whether a text that was written for a player must not reach them. */
export const isUnfit = (texts: readonly string[]): boolean =>
  texts.some((text) => {
    const normalised = normalise(text)
    const { verdict } = decidedBy(phraseIn(normalised)) ?? scored(normalised)
    return verdict === 'decline'
  })

const graver = (a: Signal, b: Signal): Signal => {
  const [left, right] = [order.indexOf(a.verdict), order.indexOf(b.verdict)]
  return left > right || (left === right && a.score >= b.score) ? a : b
}

const decidedBy = (label: SafetyClass | undefined): Signal | undefined =>
  label && { verdict: gradeOf(label, 1), label, score: 1 }

function signalOf(normalised: string): Signal {
  const decided = decidedBy(phraseIn(normalised))
  if (decided) return decided
  const pieces = piecesOf(normalised).map((piece) => scored(piece, PIECE_SHARE))
  return [scored(normalised), ...pieces].reduce(graver, harmless)
}

function scored(normalised: string, share = 1): Signal {
  const probabilities = classifier.probabilities(normalised).map((it) => it * share)
  const score = probabilities.reduce((sum, it, at) => (isHarmless[at] ? sum : sum + it), 0)
  if (score < LISTEN_FROM) return { verdict: 'plan', label: undefined, score }
  const sumOf = (group: Set<string>) =>
    probabilities.reduce((sum, it, at) => sum + (group.has(classifier.classes[at] as string) ? it : 0), 0)
  const [careScore, declineScore] = [sumOf(care), sumOf(decline)]
  const group = careScore >= declineScore ? care : decline
  const label = classifier.classes
    .map((name, at) => [name, probabilities[at] as number] as const)
    .filter(([name]) => group.has(name))
    .reduce((best, it) => (it[1] > best[1] ? it : best))[0] as SafetyClass
  return { verdict: gradeOf(label, Math.max(careScore, declineScore)), label, score }
}

const gradeOf = (label: SafetyClass, score: number): Verdict =>
  score < CERTAIN_FROM ? 'listen' : care.has(label) ? 'care' : 'decline'

/** The sentences of a text in pieces, short ones together and long ones cut; none of a text that is one piece. */
function piecesOf(text: string): string[] {
  if (text.length <= PIECE / 2) return []
  const sentences = text.match(/[^.!?。！？\n;]+[.!?。！？\n;]*/g) ?? []
  const pieces: string[] = []
  for (const sentence of sentences.flatMap((it) => it.match(/.{1,160}(?:\s|$)|.{160}/gsu) ?? [it])) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length + sentence.length <= PIECE) pieces[pieces.length - 1] = last + sentence
    else pieces.push(sentence)
  }
  return pieces.length > 1 ? pieces : []
}
