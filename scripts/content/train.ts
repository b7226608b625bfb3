import { type Model, SHORT, scores, softmax } from '../../src/services/text/classifier.ts'
import { type Features, featuresOf } from '../../src/services/text/features.ts'
import { normalise } from '../../src/services/text/normalise.ts'

export interface Labelled {
  text: string
  label: string
  /** How much it counts; 1 unless said otherwise. */
  weight?: number
}

export interface Trained extends Model {
  weights: Int8Array
}

export interface Training {
  bits: number
  rounds?: number
  /** How far a weight may go: less keeps to what many examples share. */
  decay?: number
  /** Spelling faults added to the examples: so many copies of each. */
  misspelt?: number
}

/** The same sequence of numbers from 0 to 1 on every machine. */
function randomBy(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A copy with two faults of the kind that fingers make. */
function misspell(text: string, random: () => number): string {
  const letters = [...text]
  for (let fault = 0; fault < 1 + letters.length / 25; fault++) {
    const at = Math.floor(random() * letters.length)
    const kind = Math.floor(random() * 4)
    if (!/\p{L}/u.test(letters[at] ?? '')) continue
    if (kind === 0) letters.splice(at, 1)
    else if (kind === 1) letters.splice(at, 0, letters[at] as string)
    else if (kind === 2 && at > 0) [letters[at - 1], letters[at]] = [letters[at] as string, letters[at - 1] as string]
    else letters[at] = (letters[at] as string).toLowerCase()
  }
  return letters.join('')
}

const keyOf = ({ label, text }: Labelled) => `${label}\n${text}`

/** Multinomial logistic regression by gradient steps of their own size for each weight (AdaGrad). */
export function train(list: Labelled[], { bits, rounds = 6, decay = 1e-5, misspelt = 1 }: Training): Trained {
  // The order of files and lines changes nothing.
  const examples = list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const classes = [...new Set(examples.map(({ label }) => label))].sort()
  const random = randomBy(20_261_126)
  const copies = examples.flatMap((it) => [
    it,
    ...Array.from({ length: misspelt }, () => ({
      ...it,
      text: misspell(it.text, random),
      weight: (it.weight ?? 1) * 0.5,
    })),
  ])
  const counts = new Map<string, number>()
  for (const { label, weight = 1 } of copies) counts.set(label, (counts.get(label) ?? 0) + weight)
  const most = Math.max(...counts.values())
  const samples = copies.map(({ text, label, weight = 1 }) => ({
    features: featuresOf(normalise(text), bits),
    target: classes.indexOf(label),
    weight: weight * Math.sqrt(most / (counts.get(label) as number)),
  }))
  const count = classes.length
  const state = {
    weights: new Float32Array(2 ** bits * count),
    steps: new Float32Array(2 ** bits * count).fill(1e-3),
    bias: new Float64Array(count),
  }
  // The mean of the last rounds depends less on their order than any of them.
  const mean = { weights: new Float32Array(2 ** bits * count), bias: new Float64Array(count) }
  for (let round = 0; round < rounds; round++) {
    for (const sample of shuffled(samples, random)) learn(state, sample, decay)
    if (round < UNSETTLED) continue
    const share = 1 / (rounds - UNSETTLED)
    for (let at = 0; at < mean.weights.length; at++)
      mean.weights[at] = (mean.weights[at] as number) + share * (state.weights[at] as number)
    for (let k = 0; k < count; k++) mean.bias[k] = (mean.bias[k] as number) + share * (state.bias[k] as number)
  }
  return compressed(classes, bits, mean)
}

/** How far one example moves a weight, and the bias of a class. */
const [STEP, BIAS_STEP] = [0.35, 0.02]
/** What is known this well has nothing to teach. */
const NEGLIGIBLE = 1e-4
/** Rounds after which the weights are worth keeping. */
const UNSETTLED = 2

/** Share of the weights that are not cut. */
const KEPT = 0.9995

interface State {
  weights: Float32Array
  steps: Float32Array
  bias: Float64Array
}
interface Sample {
  features: Features
  target: number
  weight: number
}

function learn({ weights, steps, bias }: State, { features, target, weight }: Sample, decay: number) {
  const likely = softmax(scores(features, { places: weights, bias, scale: 1 }))
  const length = Math.sqrt(features.values.reduce((sum, value) => sum + value * value, SHORT))
  for (let k = 0; k < likely.length; k++) {
    const wrong = weight * ((likely[k] as number) - (k === target ? 1 : 0))
    bias[k] = (bias[k] as number) - BIAS_STEP * wrong
    if (Math.abs(wrong) < NEGLIGIBLE) continue
    for (let at = 0; at < features.indices.length; at++) {
      const place = (features.indices[at] as number) * likely.length + k
      const slope = (wrong * (features.values[at] as number)) / length + decay * (weights[place] as number)
      steps[place] = (steps[place] as number) + slope * slope
      weights[place] = (weights[place] as number) - (STEP * slope) / Math.sqrt(steps[place] as number)
    }
  }
}

function shuffled<T>(items: T[], random: () => number): T[] {
  const copy = [...items]
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[copy[at], copy[other]] = [copy[other] as T, copy[at] as T]
  }
  return copy
}

function compressed(classes: string[], bits: number, { weights, bias }: Omit<State, 'steps'>): Trained {
  // A few large weights are cut, so that the many small ones keep their differences.
  const sizes = weights
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort()
  const scale = (sizes[Math.floor(sizes.length * KEPT)] ?? 1) / 127
  const bytes = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))))
  return {
    bits,
    classes,
    bias: Array.from(bias, (it) => Math.round(it * 1e4) / 1e4),
    scale,
    weights: bytes,
  }
}
