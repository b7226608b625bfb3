import { languageName, languageSaid } from '../language.ts'
import { saidIn, type Talk } from '../talk.ts'
import type { Lines } from './lines.ts'

/** The talker speaks English alone: it says so, kindly, and goes on. */
export function inForeign(talk: Talk, lines: Lines): string | undefined {
  const language = languageSaid(saidIn(talk))
  if (language === undefined || language === 'en') return undefined
  return lines.pick(['foreign'], { language: languageName(language) ?? 'a language I would love to know' })
}
