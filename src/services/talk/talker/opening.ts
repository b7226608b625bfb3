import { plain, type VoicePool, voiceOf } from '../content.ts'
import type { Talk } from '../talk.ts'
import { sinceLastCall } from '../time-ago.ts'
import type { Lines } from './lines.ts'
import { type Memory, memoriesOf } from './memories.ts'
import { openScene } from './scene.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000]

/** What is said first: the play's opening, or a greeting by what is remembered and how long ago it was. */
export function openingOf(talk: Talk, lines: Lines, now: Date): string {
  const scene = talk.scenario && openScene(talk, lines)
  if (scene) return scene
  const since = sinceLastCall(talk.relationship.last_call_at, now)
  if (since === undefined) return lines.pick(['greetings_first']) as string
  const [memory] = memoriesOf(talk.relationship, now)
  return (memory && remembering(memory, lines)) ?? byGap(since, talk, lines)
}

function remembering({ phrase, name, isAhead }: Memory, lines: Lines): string | undefined {
  if (name) return lines.pick(['remembered_name'], { name })
  if (!phrase) return undefined
  return lines.pick([isAhead ? 'upcoming' : 'remembered'], { memory: phrase })
}

/** Greetings speak of yesterday, or of weeks. */
function byGap(since: number, { persona }: Talk, lines: Lines): string {
  const pool: VoicePool =
    since > 12 * HOUR && since < 40 * HOUR
      ? 'greetings_day'
      : since > 12 * DAY && since < 40 * DAY
        ? 'greetings_weeks'
        : 'again'
  return lines.pick([voiceOf(persona.id)[pool] || plain[pool] ? pool : 'again', 'again']) as string
}
