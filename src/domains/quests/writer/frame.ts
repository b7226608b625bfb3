import { normalise, wordsOf } from '../../../services/text/normalise.ts'
import { wordList } from '../../../services/text/word-list.ts'
import { type Frame, frameClassifier, frames, type Hazard, hazardClassifier, hazards, measures } from './content.ts'

/** From this probability on, a frame is taken for what is meant. */
const FRAME_FROM = 0.3
const HAZARD_FROM = 0.5

interface Recognised {
  /** What kind of doing it is, where that is clear. */
  frame: Frame | undefined
  name: string | undefined
  /** Probability of the likeliest, by the idea alone. */
  probability: number
  /** The three likeliest, for a question. */
  candidates: [string, string, string]
}

const isQuiet = wordList(measures.quiet)

/** What kind of doing an idea is. `answer` is what was said to the question which of three is meant. */
export function recogniseFrame(idea: string, more: string, answer: string): Recognised {
  const [best, second, third] = ranked(idea)
  const candidates: [string, string, string] = [best[0], second[0], third[0]]
  const told = answer ? chosen(candidates, answer) : undefined
  const [whole] = more ? ranked(`${idea}. ${more}`) : [best]
  const likely = best[1] >= FRAME_FROM ? best[0] : whole[1] >= FRAME_FROM ? whole[0] : undefined
  // Where something is mourned, a plan that cheers is not the right one.
  const quiet = isQuiet(idea) ? candidates.find((it) => frames[it]?.tone === 'quiet') : undefined
  const name = told ?? (likely && quiet) ?? likely
  return { frame: name === undefined ? undefined : frames[name], name, probability: best[1], candidates }
}

type Ranked = [[string, number], [string, number], [string, number]]
/** The three likeliest frames. Several parts of the writer ask for the same idea. */
function ranked(text: string): Ranked {
  if (text !== last?.text) last = { text, ranked: rank(text) }
  return last.ranked
}
let last: { text: string; ranked: Ranked } | undefined

const rank = (text: string): Ranked =>
  frameClassifier
    .probabilities(normalise(text))
    .map((it, at) => [frameClassifier.classes[at] as string, it] as const)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3) as unknown as Ranked

const letters = ['a', 'b', 'c']
const ordinals = ['first', 'second', 'third']

/** The candidate that an answer names by its words, its letter or its place. */
function chosen(candidates: string[], answer: string): string | undefined {
  const words = wordsOf(normalise(answer))
  const byPlace = candidates.find(
    (_, at) =>
      words.includes(ordinals[at] as string) || words.join('') === letters[at] || words.join('') === String(at + 1),
  )
  if (byPlace) return byPlace
  const overlap = (name: string) =>
    wordsOf(normalise(frames[name]?.about ?? '')).filter((word) => word.length > 3 && words.includes(word)).length
  const best = candidates.reduce((best, it) => (overlap(it) > overlap(best) ? it : best))
  if (overlap(best) > 0) return best
  const [[likely, probability]] = ranked(answer)
  return probability >= FRAME_FROM ? likely : undefined
}

/** A danger in what is wanted, if it counts for this player. */
export function hazardIn(texts: string[], isAdult: boolean): Hazard | undefined {
  const [worst] = texts
    .filter((text) => text !== '')
    .map(likeliestHazard)
    .filter(({ score }) => score >= HAZARD_FROM)
    .sort((a, b) => b.score - a.score)
  const hazard = hazards.find(({ id }) => id === worst?.id)
  return hazard && !(isAdult && hazard.ages === 'young') ? hazard : undefined
}

/** The likeliest hazard of a text, and the probability that there is any. Harmless classes begin with +. */
function likeliestHazard(text: string) {
  const probabilities = hazardClassifier.probabilities(normalise(text))
  const list = hazardClassifier.classes
    .map((id, at) => ({ id, probability: probabilities[at] as number }))
    .filter(({ id }) => !id.startsWith('+'))
  const { id } = list.reduce((best, it) => (it.probability > best.probability ? it : best))
  return { id, score: list.reduce((sum, it) => sum + it.probability, 0) }
}
