import { readFileSync } from 'node:fs'
import { type Features, featuresOf } from './features.ts'

/** A linear classifier, as `npm run content` trains it from examples. */
export interface Model {
  /** The weights stand in 2 ** bits places for each class. */
  bits: number
  classes: string[]
  bias: number[]
  /** What one unit of a weight is worth. */
  scale: number
}

export interface Classifier {
  classes: readonly string[]
  /** Probabilities of the classes, in their order, for a normalised text. They add up to 1. */
  probabilities(normalised: string): number[]
}

/** Reads the weights, signed bytes in the order of places and classes, from the file beside the model's. */
export function loadClassifier(model: Model, weights: URL): Classifier {
  const bytes = readFileSync(weights)
  return classifierOf(model, new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length))
}

function classifierOf({ bits, classes, bias, scale }: Model, places: Int8Array): Classifier {
  return {
    classes,
    probabilities: (normalised) => softmax(scores(featuresOf(normalised, bits), { places, bias, scale })),
  }
}

/** Texts with less than this are too short to be sure: their scores stay near those of no text at all. */
export const SHORT = 8

type Weights = { places: ArrayLike<number>; bias: ArrayLike<number>; scale: number }

/** Score of each class: a weighted sum over the features, by the length of their vector. */
export function scores({ indices, values }: Features, { places, bias, scale }: Weights): number[] {
  const count = bias.length
  const sums = new Array<number>(count).fill(0)
  let squares = 0
  for (let at = 0; at < indices.length; at++) {
    const value = values[at] as number
    const from = (indices[at] as number) * count
    squares += value * value
    for (let k = 0; k < count; k++) (sums[k] as number) += value * (places[from + k] as number)
  }
  const unit = scale / Math.sqrt(squares + SHORT)
  return sums.map((sum, k) => sum * unit + (bias[k] as number))
}

export function softmax(scores: number[]): number[] {
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - most))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
