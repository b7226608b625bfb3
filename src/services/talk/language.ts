import { languageIn } from '../text/language.ts'
import { normalise } from '../text/normalise.ts'
import { foreign } from './content.ts'
import { saidByPlayer, saidIn, type Talk } from './talk.ts'

const plainOf = (text: string) =>
  normalise(text)
    .replace(/[\p{P}\p{S}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const greetings = new Map(
  Object.entries(foreign).flatMap(([code, { greetings }]) => greetings.map((text) => [plainOf(text), code] as const)),
)

/** The language of what was said, as a code: `other` for one that is not spoken here; undefined where it cannot be told. */
export const languageSaid = (text: string): string | undefined => greetings.get(plainOf(text)) ?? languageIn(text)

/** The caller's language: of what they say now, of what they said before, or what is known of them. */
export function languageOf(talk: Talk): string {
  const said = [saidIn(talk), ...saidByPlayer(talk.turns.slice(-6)).reverse()]
  for (const text of said) {
    const found = languageSaid(text)
    if (found !== undefined && found !== 'other') return found
  }
  return talk.call.language?.slice(0, 2).toLowerCase() ?? 'en'
}

export const languageName = (code: string): string | undefined => (code === 'en' ? 'English' : foreign[code]?.name)
