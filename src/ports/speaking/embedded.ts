import type { Adapter } from '../port.ts'
import type { FliteThread } from './flite-thread.ts'
import type { Speaking, SpeechAsk } from './port.ts'
import { type Speaker, speechOf } from './speech.ts'

const name = 'flite'
/** Frames that may wait to be heard before the next sentence is spoken: four seconds. Who interrupts hears none of them. */
const AHEAD_FRAMES = 200

/** Flite, a small synthesizer by Carnegie Mellon University, in this process: four voices in English, without a cost. */
export const embedded: Adapter<Speaking> = {
  name,
  needs: [],
  open(_env, context) {
    let thread: Promise<FliteThread> | undefined
    const speak = async ({ text, voice }: SpeechAsk, speaker: Speaker) => {
      // Loaded with the first speech.
      const { piecesOf } = await import('./flite-text.ts')
      const pieces = piecesOf(text)
      thread ??= import('./flite-thread.ts').then(({ FliteThread }) => new FliteThread(context))
      speaker.sent()
      const { id, pitchHz, stretch } = voice
      for (const piece of pieces) {
        speaker.push(await (await thread).speak({ text: piece, voice: { id, pitchHz, stretch } }, speaker.signal))
        await speaker.fewerThan(AHEAD_FRAMES)
        speaker.signal.throwIfAborted()
      }
    }
    return {
      supports: () => true,
      state: () => 'ok',
      speak: (ask) =>
        speechOf({
          name,
          model: `flite-${ask.voice.id}`,
          ask,
          clock: context.clock,
          produce: (speaker) => speak(ask, speaker),
        }),
      close: async () => (await thread)?.close(),
    }
  },
}
