/** One letter or class, and how often it may come. */
const piece = /(\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}|*+?^$])(\{(\d+)(?:,(\d*))?\}|[*+?])?/y
const letters = 'aA0 .-_:/,'

/**
 * A text that a pattern accepts: the one that is there, a plainer form of it, or one made for a pattern of letters and
 * classes one after the other. Groups and choices are beyond it: then it is the text that is there.
 */
export function matching(pattern: string, text: string, minLength: number, maxLength: number) {
  const expression = new RegExp(pattern, 'u')
  const word = /\p{L}+(?=\P{L}*$)/u.exec(text)?.[0] ?? 'story'
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const candidates = [text, slug, word, word.toUpperCase(), made(pattern, minLength)]
  const fits = (it: string | undefined) =>
    it !== undefined && it.length >= minLength && it.length <= maxLength && expression.test(it)
  return candidates.find(fits) ?? text
}

/** Each piece as often as it must; those that may come more often fill up what is missing. */
function made(pattern: string, minLength: number) {
  const source = pattern.replace(/^\^|\$$/g, '')
  let text = ''
  piece.lastIndex = 0
  while (piece.lastIndex < source.length) {
    const [, one, quantifier, least, most] = piece.exec(source) ?? []
    if (one === undefined) return
    const letter = letterOf(one)
    if (letter === undefined) return
    const must = least ? Number(least) : quantifier === '*' || quantifier === '?' ? 0 : 1
    const may = quantifier === undefined || quantifier === '?' || (least && most === undefined) ? must : Infinity
    const count = Math.min(Math.max(must, minLength - text.length), Number(most || may))
    text += letter.repeat(Math.max(count, must))
  }
  return text
}

function letterOf(one: string) {
  if (one.length === 1 && one !== '.') return one
  const expression = new RegExp(`^${one}$`, 'u')
  return [...letters].find((letter) => expression.test(letter)) ?? (one.length === 2 ? one[1] : undefined)
}
