import { wordsOf } from './normalise.ts'

/** Scripts that put no space between words are read by their characters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const LONGEST_WORD = 24

/** Kinds of features, each with its start of the hash, so that the word "a" and the letter "a" differ. */
const [WORD, PAIR, GAP, LETTERS] = [0x811c9dc5, 0x12345671, 0x6b43a9b5, 0x3c6ef372]

export interface Features {
  /** Indices into the weights, each once. */
  indices: number[]
  /** How much each counts. */
  values: number[]
}

const fold = (sum: number, text: string): number => {
  let at = sum
  for (let i = 0; i < text.length; i++) at = Math.imul(at ^ text.charCodeAt(i), 16_777_619)
  return at
}
const mixed = (sum: number): number => (sum ^ (sum >>> 15)) >>> 0

/** Features of a normalised text: words, pairs of words, and pieces of words, hashed to `2 ** bits` places. */
export function featuresOf(normalised: string, bits: number): Features {
  const mask = 2 ** bits - 1
  const found = new Map<number, number>()
  const add = (sum: number, value: number) => {
    const index = mixed(sum) & mask
    if (!found.has(index)) found.set(index, value)
  }
  const words = wordsOf(normalised)
  for (const [at, word] of words.entries()) {
    addWord(word.slice(0, LONGEST_WORD), add)
    const [next, afterNext] = [words[at + 1], words[at + 2]]
    if (next) add(fold(fold(PAIR, word), ` ${next}`), 1)
    if (afterNext) add(fold(fold(GAP, word), ` ${afterNext}`), 0.6)
  }
  return { indices: [...found.keys()], values: [...found.values()] }
}

function addWord(word: string, add: (sum: number, value: number) => void) {
  const isUnspaced = unspaced.test(word)
  const [shortest, longest] = isUnspaced ? [1, 4] : [3, 5]
  if (!isUnspaced) add(fold(WORD, word), 1)
  const padded = isUnspaced ? word : `_${word}_`
  const value = isUnspaced ? 0.8 : 0.45
  for (let from = 0; from + shortest <= padded.length; from++) {
    let sum = LETTERS
    for (let at = from; at < Math.min(padded.length, from + longest); at++) {
      sum = Math.imul(sum ^ padded.charCodeAt(at), 16_777_619)
      if (at - from + 1 >= shortest) add(sum, value)
    }
  }
}
