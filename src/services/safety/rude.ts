import { wordList } from '../text/word-list.ts'
import rude from './rude.json' with { type: 'json' }

/** Whether a text has a word that is never said again. */
export const isRude = wordList(rude.words)

const word = /[\p{L}\p{M}\p{N}@$!*'’]+/gu

/** A text with an ellipsis for each of those words. */
export function withoutRudeness(text: string): string {
  if (!isRude(text)) return text
  const left = text.replace(word, (it) => (isRude(it) ? '…' : it))
  // A word in spaced letters is seen in the whole text only.
  return isRude(left) ? '…' : left
}
