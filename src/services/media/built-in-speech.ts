import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import { MAX_CHARACTERS, type Voice } from '../../ports/speaking/port.ts'

export type Needs = Pick<Deps, 'speaking'> & { env: Pick<Deps['env'], 'SPEAKING_DEADLINE_MS'> }

/**
 * A text as mu-law, by the built-in voices alone: it costs nothing. Undefined for one that they cannot pronounce; throws
 * `storage-unavailable` when it cannot be made now.
 */
export async function builtInSpeech(
  { speaking, env }: Needs,
  { text, voice, signal }: { text: string; voice: Voice; signal: AbortSignal },
): Promise<Uint8Array | undefined> {
  const builtIn = speaking.find(({ embedded }) => embedded)
  if (!builtIn) throw new Error('speaking has no embedded adapter')
  const ask = { text: text.slice(0, MAX_CHARACTERS), voice, deadlineMs: env.SPEAKING_DEADLINE_MS, signal }
  const frames: Uint8Array[] = []
  try {
    for await (const frame of builtIn.port.speak(ask)) frames.push(frame)
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    // What is in letters that they do not know is not even tried.
    if (!error.isCalled) return undefined
    throw refuse('storage-unavailable', { message: 'The sound cannot be made now; try again in a moment.' })
  }
  return Buffer.concat(frames)
}
