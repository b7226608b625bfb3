import type { SafetyClass } from '../../../schemas/content/safety.ts'
import { wordsOf } from '../text/normalise.ts'
import compiled from './phrases.json' with { type: 'json' }

type Entry = [phrase: string, label: SafetyClass]

/** Scripts whose words are not separated, or are written together with articles and prepositions. */
const joined = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Arabic}]/u

/** Phrases by their first two words, those of joined scripts by their first character. */
const byWords = new Map<string, Entry[]>()
const byCharacter = new Map<string, Entry[]>()

for (const [label, list] of Object.entries(compiled)) {
  for (const phrase of list) {
    const [map, key] = joined.test(phrase)
      ? [byCharacter, phrase.charAt(0)]
      : [byWords, phrase.split(' ').slice(0, 2).join(' ')]
    map.set(key, [...(map.get(key) ?? []), [phrase, label as SafetyClass]])
  }
}

/** The class of the first decisive phrase that stands in a normalised text. */
export function phraseIn(normalised: string): SafetyClass | undefined {
  const words = wordsOf(normalised)
  const text = `${words.join(' ')} `
  let at = 0
  for (const [index, word] of words.entries()) {
    const entries = [byWords.get(`${word} ${words[index + 1]}`), byWords.get(word)]
    const start = at
    const found = entries.flatMap((list) => list ?? []).find(([phrase]) => text.startsWith(`${phrase} `, start))
    if (found) return found[1]
    at += word.length + 1
  }
  return joined.test(text) ? inJoined(text) : undefined
}

function inJoined(text: string): SafetyClass | undefined {
  for (let at = 0; at < text.length; at++) {
    const found = byCharacter.get(text.charAt(at))?.find(([phrase]) => text.startsWith(phrase, at))
    if (found) return found[1]
  }
  return undefined
}
