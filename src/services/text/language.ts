import { loadClassifier } from './classifier.ts'
import model from './languages.json' with { type: 'json' }
import { normalise, wordsOf } from './normalise.ts'

const classifier = loadClassifier(model, new URL('languages.weights', import.meta.url))

/** With less, the words may be of several languages; one or two words almost always are: "pizza", "park". */
const [CERTAIN, CERTAIN_FOR_FEW_WORDS] = [0.4, 0.9]
const FEW_WORDS = 3
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

/** The language of a text as a code, `other` for one that we do not speak; undefined where it cannot be told. */
export function languageIn(text: string): string | undefined {
  const normalised = normalise(text)
  const words = wordsOf(normalised)
  if (words.length === 0) return undefined
  const isShort = words.length < FEW_WORDS && !unspaced.test(normalised)
  const probabilities = classifier.probabilities(normalised)
  const best = probabilities.reduce((best, it, at) => (it > (probabilities[best] as number) ? at : best), 0)
  return (probabilities[best] as number) < (isShort ? CERTAIN_FOR_FEW_WORDS : CERTAIN)
    ? undefined
    : classifier.classes[best]
}
