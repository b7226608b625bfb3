import { emoji } from './emoji.ts'

/** Digits and signs that stand for letters inside a word. */
const leet: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
}
const disguised = /[a-z0-9@$!]*[a-z0-9@$]/g
const letter = /[a-z]/
const standIn = /[0134578@$!]/g
/** "5th", "20s", "3d", "80km": a number and its unit. */
const measured = /^\d+[a-z]{1,4}$/
const spaced = /(?<![\p{L}\p{N}])(?:[a-z][ ._*-]){2,}[a-z](?![\p{L}\p{N}])/gu
/** Some characters become eighteen: a text is bounded after that, too. */
const LONGEST = 4_000
const picture = /\p{Extended_Pictographic}\uFE0F?/gu
const latinMarks = /(?<=[a-z])\p{M}+/gu

/**
 * The form in which texts are compared: lower case, one alphabet of Latin letters without accents, letters for the
 * digits that stand for them, words for emoji, no letter more than twice in a row.
 */
export function normalise(text: string): string {
  if (text !== last.text) last = { text, normalised: normalised(text) }
  return last.normalised
}

/** One entry: several classifiers read the same text, one after the other, and nothing waits in between. */
let last = { text: '', normalised: '' }

const normalised = (text: string): string =>
  text
    .normalize('NFKC')
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(picture, (sign) => ` ${emoji[sign.replace('\uFE0F', '')] ?? ''} `)
    .normalize('NFD')
    .replace(latinMarks, '')
    .normalize('NFC')
    .replace(/[’‘`´]/g, "'")
    .replace(/ß/g, 'ss')
    .replace(spaced, (letters) => letters.replace(/[^a-z]/g, ''))
    .replace(disguised, undisguised)
    .replace(/(?<=[a-z])\*+(?=[a-z])/g, '')
    .replace(/(\p{L})\1{2,}/gu, '$1$1')

const undisguised = (word: string) =>
  letter.test(word) && !measured.test(word) ? word.replace(standIn, (sign) => leet[sign] as string) : word

/** Words of a normalised text; of scripts without spaces, each run. */
export const wordsOf = (normalised: string): string[] => normalised.match(/[\p{L}\p{M}\p{N}']+/gu) ?? []
