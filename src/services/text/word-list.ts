import { normalise, wordsOf } from './normalise.ts'

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Two words with a hyphen are one: grown-up. */
const joined = (text: string) => normalise(text).replace(/(?<=\p{L})-(?=\p{L})/gu, '')

/** Whether a text has a word of a list. `teach*` is the beginning of words; `_` joins the words of a phrase. */
export function wordList(list: string): (text: string) => boolean {
  const entries = list.split(/\s+/).filter(Boolean)
  const plainOf = (entry: string) => joined(entry.replace('*', '').replaceAll('_', ' '))
  const words = new Set(entries.filter((it) => !it.endsWith('*')).map(plainOf))
  const beginnings = entries.filter((it) => it.endsWith('*')).map(plainOf)
  const phrases = [...words].filter((it) => it.includes(' ')).map((it) => ` ${it} `)
  // Where no space parts the words, they begin anywhere.
  const inside = beginnings.filter((it) => unspaced.test(it))
  return (text) => {
    const found = wordsOf(joined(text))
    return (
      found.some(
        (word) =>
          words.has(word) || beginnings.some((it) => word.startsWith(it)) || inside.some((it) => word.includes(it)),
      ) || phrases.some((phrase) => ` ${found.join(' ')} `.includes(phrase))
    )
  }
}
