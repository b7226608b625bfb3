import { wordList } from '../text/word-list.ts'
import rude from './rude.json' with { type: 'json' }

/** Whether a text has a word that is never said again. */
export const isRude = wordList(rude.words)

const word = /[\p{L}\p{M}\p{N}@$!*'’]+/gu

/** A text with an ellipsis for each of those words. */
export const withoutRudeness = (text: string): string =>
  isRude(text) ? text.replace(word, (it) => (isRude(it) ? '…' : it)) : text
