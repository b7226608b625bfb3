/** Player text is bounded before anything looks at it, so that no input can make the writer slow. */
const MAX_READ = 2000

const tags = /<\/?[a-z!][^<>]*>/gi
const links = /\b(?:https?:\/\/|www\.)\S+/gi
// Controls, soft hyphens, zero-width and direction marks, tags and halves of characters: nothing a reader sees.
// The joiner stays: families and flags among the emoji are made with it.
const unseen =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00AD\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFFD\u{E0000}-\u{E007F}]/gu
/** A word that no line could hold. */
const endless = /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{61,}/gu
// A double quote of the player's would close ours.
const quotes = /["“”„‟«»＂「」『』]/g

/** What the player wrote as plain words on one line: no markup, no control characters, no double quotes. */
export function plain(text = ''): string {
  return text
    .slice(0, MAX_READ)
    .replace(tags, ' ')
    .replace(links, ' ')
    .replace(unseen, ' ')
    .replace(quotes, '')
    .replace(/[’‘`´]/g, "'")
    .replace(endless, (word) => `${word.slice(0, 60).replace(/[\uD800-\uDBFF]$/, '')}…`)
    .replace(/\s+/g, ' ')
    .replace(/ +([,.;:!?…])/g, '$1')
    .replace(/([,.;:!?…])[,.;:…]+/g, '$1')
    .trim()
}

/** Cuts at the end of a word and says so with an ellipsis. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1)
  const space = cut.lastIndexOf(' ')
  const kept = space > length / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '')
  return `${kept.trimEnd()}…`
}
