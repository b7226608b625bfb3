import type { SafetyClass } from '../../../schemas/content/safety.ts'
import { isMild, readSignal } from '../safety/safety.ts'
import { helplines } from './content.ts'
import { languageOf } from './language.ts'
import { saidByPlayer, saidIn, type Talk, type Turn } from './talk.ts'

/**
 * What speaks against answering as usual. `danger`: the caller or a friend may be in danger. `refused`: it would hurt
 * somebody, or is not for children. `distress` and `harm`: the same is possible, and nothing of it is repeated.
 */
export type Concern = 'none' | 'distress' | 'harm' | 'danger' | 'refused'

const care = new Set<SafetyClass | undefined>(['distress', 'friend', 'abuse', 'grooming'])

export function concernOf(text: string): { concern: Concern; label: SafetyClass | undefined } {
  const signal = readSignal([text])
  const { label, verdict } = signal
  if (verdict === 'care') return { concern: 'danger', label }
  if (verdict === 'decline') return { concern: 'refused', label }
  if (verdict === 'plan' || isMild(signal)) return { concern: 'none', label: undefined }
  return { concern: care.has(label) ? 'distress' : 'harm', label }
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
