/** Player text is bounded before anything looks at it, so that no input can make the rules slow. */
const MAX_READ = 2000

const tags = /<\/?[a-z!][^<>]*>/gi
const links = /\b(?:https?:\/\/|www\.)\S+/gi
// Controls, soft hyphens, zero-width and direction marks, tags and halves of characters: nothing a reader sees.
// The joiner stays: families and flags among the emoji are made with it.
const unseen =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00AD\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFFD\u{E0000}-\u{E007F}]/gu
// A double quote of the player's would close ours.
const quotes = /["“”„‟«»＂]/g

/** One space between words, none before a mark, and never two marks in a row. */
const spaced = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ +([,.;:!?…])/g, '$1')
    .replace(/([,.;:!?…])(?:\s*[,.;:…])+/g, '$1')
    .trim()

/** What the player wrote as plain words on one line: no markup, no control characters, no double quotes. */
export function tidy(text = ''): string {
  const words = text
    .slice(0, MAX_READ)
    .replace(tags, ' ')
    .replace(links, ' ')
    .replace(unseen, ' ')
    .replace(quotes, '')
    .replace(/[’‘`´]/g, "'")
    .replace(/\.\s*\.[\s.]*/g, '… ')
  return spaced(words)
}

/** Cuts at the end of a word and says so with an ellipsis. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1)
  const space = cut.lastIndexOf(' ')
  const kept = space > length / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '')
  return `${bare(kept)}…`
}

const mark = /[\s.,;:!?…\-–—/&+]/u

/**
 * Without the marks at its ends, so that it can stand inside a sentence.
 * NOTE: one character at a time: a pattern for the end tries again from every mark of a long row, in quadratic time.
 */
export function bare(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && mark.test(text.charAt(start))) start++
  while (end > start && mark.test(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

/** Parentheses that a cut has left open would swallow the rest of our sentence. */
export function closed(text: string): string {
  const isOpen = text.split('(').length !== text.split(')').length
  return isOpen ? bare(spaced(text.replace(/[()]/g, ' '))) : text
}

export const quoted = (text: string, length = 100): string => `“${closed(clip(text, length))}”`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Ends a sentence that may already have ended. */
export const full = (text: string): string => (/[.!?…]”?$/u.test(text) ? text : `${text}.`)

/** Sentences in a row; those with nothing to say are left out. */
export const say = (...sentences: (string | undefined | false)[]): string =>
  sentences
    .filter(Boolean)
    .map((sentence) => full(sentence as string))
    .join(' ')

/** "a", "a and b", "a, b and c" */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** FNV-1a: small, fast, the same on every machine. */
export function hash(text: string, from = 2_166_136_261): number {
  let sum = from
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619)
  // The low bits alone decide which variant is picked; this mixes the high ones in.
  return (sum ^ (sum >>> 15)) >>> 0
}
