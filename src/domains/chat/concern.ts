import type { SafetyClass } from '../../../schemas/content/safety.ts'
import { type Concern, concernOf } from '../../services/talk/concern.ts'
import { readSaid } from '../../services/talk/talker/reading.ts'
import { normalise, wordsOf } from '../../services/text/normalise.ts'
import { words } from './storyteller/content.ts'

/** What is often done in stories, and hurts no one there. */
const played = new Set<SafetyClass | undefined>(['harm', 'crime', 'drugs'])

/**
 * What speaks against answering as usual. In a story, somebody may strike a goblin and steal a key; what names people and
 * places of everyday life, or asks how it is done, is read as anywhere else.
 */
export function concernIn(message: string, isInStory: boolean): Concern {
  const { concern, label } = concernOf(message)
  const isPlay = isInStory && ['refused', 'harm'].includes(concern) && played.has(label) && isDeedOfStory(message)
  return isPlay ? 'none' : concern
}

const isDeedOfStory = (message: string) =>
  readSaid(message).kind === 'move' && !wordsOf(normalise(message)).some((word) => words.real.has(word))
