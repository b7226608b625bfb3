import type { SafetyClass } from '../../../schemas/content/safety.ts'
import { readSignal } from '../safety/safety.ts'
import { helplines } from './content.ts'
import { languageOf } from './language.ts'
import { saidByPlayer, saidIn, type Talk, type Turn } from './talk.ts'

/**
 * What speaks against answering as usual. `danger`: the caller or a friend may be in danger. `refused`: it would hurt
 * somebody, or is not for children. `distress` and `harm`: the same is possible, and nothing of it is repeated.
 */
export type Concern = 'none' | 'distress' | 'harm' | 'danger' | 'refused'

const care = new Set<SafetyClass | undefined>(['distress', 'friend', 'abuse', 'grooming'])

/** Probabilities from which a doubt is spoken of: a caller who is sad is asked sooner than one who is suspected. */
const [POSSIBLE, LIKELY] = [0.5, 0.65]

export function concernOf(text: string): { concern: Concern; label: SafetyClass | undefined } {
  const { label, verdict, score } = readSignal([text])
  if (verdict === 'care') return { concern: 'danger', label }
  if (verdict === 'decline') return { concern: 'refused', label }
  const concern = care.has(label) ? 'distress' : 'harm'
  const from = label === 'distress' || label === 'friend' ? POSSIBLE : LIKELY
  return verdict === 'plan' || score < from ? { concern: 'none', label: undefined } : { concern, label }
}

/** Turns of the caller for which a danger is kept in mind. */
const REMEMBERED = 4

/** Whether the caller has lately seemed to be in danger. */
export const wasInDanger = ({ turns }: Talk): boolean =>
  saidByPlayer(turns)
    .slice(-REMEMBERED)
    .some((text) => concernOf(text).concern === 'danger')

/** Whether any turn of a whole call was about danger. */
export const isAboutDanger = (turns: readonly Turn[]): boolean =>
  saidByPlayer(turns).some((text) => ['danger', 'distress'].includes(concernOf(text).concern))

/** The helplines for what is the matter, as one can say them, in the caller's language. */
export function helplinesFor(talk: Talk): string {
  const { label } = concernOf(saidIn(talk))
  const about = label === 'abuse' || label === 'grooming' ? 'danger' : label === 'friend' ? 'friend' : 'distress'
  return (helplines[languageOf(talk)] ?? helplines.en)?.[about]?.map(spoken).join(' ') ?? ''
}

const spoken = (note: string) =>
  note.replace(/https?:\/\/(?:www\.)?/g, '').replace(/findahelpline\.com/g, 'findahelpline dot com')
