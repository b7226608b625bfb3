import { type Concern, helplinesFor, wasInDanger } from './concern.ts'
import { saidIn, type Talk } from './talk.ts'
import { type Lines, linesOf } from './talker/lines.ts'
import { isGoodbye } from './talker/reading.ts'

/** What is said without a model where somebody may be in danger, or may come to harm; undefined for all else. */
export function fixedReply(talk: Talk, concern: Concern): string | undefined {
  const lines = linesOf(talk)
  if (concern === 'danger') return inDanger(talk, lines)
  if (concern === 'refused') return lines.pick(['refuse', 'deflected']) ?? 'No.'
  if (concern === 'distress') return lines.pick(['listen', 'danger_again']) ?? inDanger(talk, lines)
  if (concern === 'harm') return lines.pick(['listen_harm', 'deflected']) ?? 'No.'
  return undefined
}

/** The persona's own words and the helplines; when they have been said, that the call to them comes first. */
function inDanger(talk: Talk, lines: Lines): string {
  const first = lines.pick(['danger'])
  if (first) return `${first} ${helplinesFor(talk)}`.trim()
  return lines.pick(['danger_again']) ?? helplinesFor(talk)
}

/** For some turns after a danger the talker does not go back to its play. */
export function afterDanger(talk: Talk, lines: Lines): string | undefined {
  if (isGoodbye(saidIn(talk)) || !wasInDanger(talk)) return undefined
  return lines.pick(['danger_again'])
}
