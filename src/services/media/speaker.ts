import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { Voice } from '../../ports/speaking/port.ts'

export type Needs = Pick<Deps, 'speaking'> & { env: Pick<Deps['env'], 'SPEAKING_DEADLINE_MS'> }

/** Who speaks or listens, as it is kept of a call. */
export interface Provider {
  provider: string
  model: string
  embedded: boolean
}

/** No adapter could speak a text. */
export class SpeechLost extends Error {}

/** What was used to speak: by whom, and the characters that they were given. */
export interface SpeechUsage {
  by: Provider | null
  characters: number
}

/** Speaks text after text in one voice, by the first adapter that can, and counts what was used. */
export interface Speaker {
  /** Frames of 20 ms. Throws `SpeechLost`, or the signal's reason. */
  speak(text: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined>
  /** Since the last time that it was asked. */
  used(): SpeechUsage
}

export function openSpeaker({ speaking, env }: Needs, voice: Voice): Speaker {
  const able = speaking.filter(({ port }) => port.supports(voice))
  let used: SpeechUsage = { by: null, characters: 0 }

  /** Of a turn that was spoken by two, the one that is paid counts. */
  function count(by: Provider, characters: number) {
    if (characters === 0) return
    used = { by: used.by === null || used.by.embedded ? by : used.by, characters: used.characters + characters }
  }

  async function* speakBy({ name, embedded, port }: (typeof able)[number], text: string, signal: AbortSignal) {
    const speech = port.speak({ text, voice, deadlineMs: env.SPEAKING_DEADLINE_MS, signal })
    try {
      yield* speech
    } finally {
      count({ provider: name, model: speech.model, embedded }, speech.usage().characters)
    }
  }

  return {
    async *speak(text, signal) {
      for (const adapter of able) {
        if (adapter.port.state() === 'degraded' && adapter !== able.at(-1)) continue
        let hasBegun = false
        try {
          for await (const frame of speakBy(adapter, text, signal)) {
            hasBegun = true
            yield frame
          }
          return
        } catch (error) {
          if (!(error instanceof ProviderFailure)) throw error
          // No other voice may go on in the middle of a sentence; the next sentence is spoken by the next one that can.
          if (hasBegun) return
        }
      }
      throw new SpeechLost()
    },
    used() {
      const all = used
      used = { by: null, characters: 0 }
      return all
    },
  }
}
