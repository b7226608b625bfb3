import { unspeakable } from './speech.ts'

const name = 'flite'
/** Longest piece that is spoken in one go. A shorter first one is heard sooner. */
const MAX_PIECE = 160
const MAX_FIRST_PIECE = 80
/** Longer words are cut: the time that they take grows with the square of their length. */
const MAX_WORD = 24

/** Letters that are none of ASCII with a mark. */
const letters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }
const signs: [RegExp, string][] = [
  // Markup is never spoken, nor understood.
  [/<[^<>]{0,200}>/g, ' '],
  [/[‘’‚‛′]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
  [/[‐‑‒]/g, '-'],
  [/[–—―]/g, ', '],
  [/…/g, '...'],
  [/€ ?(\d[\d.,]*)/g, '$1 euros'],
  [/£ ?(\d[\d.,]*)/g, '$1 pounds'],
  [/°/g, ' degrees '],
]

/**
 * A text as sentences that Flite can pronounce: ASCII, without control characters and signs that mean nothing aloud, in
 * pieces of bounded length. Throws when most of the text is in letters that it does not know.
 */
export function piecesOf(text: string): string[] {
  const plain = signs.reduce((changed, [from, to]) => changed.replace(from, to), text)
  const ascii = asciiOf(plain)
  const known = ascii.match(/[a-z0-9]/gi)?.length ?? 0
  const all = plain.normalize('NFKD').match(/[\p{L}\p{Nd}]/gu)?.length ?? 0
  if (known === 0 || known < all / 2) throw unspeakable(name, 'cannot pronounce this')
  const words = ascii.replace(new RegExp(`(\\S{${MAX_WORD}})(?=\\S)`, 'g'), '$1 ')
  return sentencesOf(words)
    .flatMap((sentence, at) => (at === 0 ? withShortBegin(sentence) : cut(sentence, MAX_PIECE)))
    .filter((piece) => /[a-z0-9]/i.test(piece))
}

function asciiOf(plain: string): string {
  return (
    plain
      .replace(/[ßæœøłđðþı]/gi, (letter) => letters[letter.toLowerCase()] ?? '')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      // A line of its own is a sentence of its own.
      .replace(/([^\s.!?,;:])[ \t]*[\r\n]+/g, '$1. ')
      .replace(/[^ -~]/g, ' ')
      .replace(/[*_~`#|\\<>{}[\]^]/g, ' ')
      .replace(/([^\w\s])\1{3,}/g, '$1$1$1')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/** Sentences; a short word with a capital and a full stop, such as `Mr.`, ends none. */
const sentencesOf = (text: string) => text.split(/(?<=[.!?]["')]*)(?<!\b[A-Z][a-z]{0,2}\.)\s+(?=["'(]*[A-Z0-9])/)

function withShortBegin(sentence: string): string[] {
  if (sentence.length <= MAX_FIRST_PIECE) return [sentence]
  const [first = '', ...rest] = cut(sentence, MAX_FIRST_PIECE)
  return [first, ...cut(rest.join(' '), MAX_PIECE)]
}

/** Cuts where one would breathe, or else between words. */
function cut(sentence: string, max: number): string[] {
  if (sentence.length <= max) return sentence === '' ? [] : [sentence]
  const begin = sentence.slice(0, max)
  const breath = Math.max(...[', ', '; ', ': ', '. ', '! ', '? '].map((sign) => begin.lastIndexOf(sign) + 1))
  const at = breath > max / 3 ? breath : begin.lastIndexOf(' ')
  // No word is longer than a third of a piece.
  return [sentence.slice(0, at).trim(), ...cut(sentence.slice(at).trim(), max)]
}
