import { FRAME_MS } from '../../services/audio/frames.ts'
import { VoiceActivity } from '../../services/audio/voice-activity.ts'
import type { Adapter } from '../port.ts'
import type { Listening } from './port.ts'

const model = 'voice-activity-1'

/** Hears that somebody speaks, and when they stop: enough to interrupt a persona, and no more. It understands nothing. */
export const embedded: Adapter<Listening> = {
  name: 'embedded',
  needs: [],
  open: () => ({
    understands: false,
    state: () => 'ok',
    async listen({ events, signal }) {
      signal?.throwIfAborted()
      const activity = new VoiceActivity()
      let frames = 0
      let isClosed = false
      return {
        model,
        send(frame) {
          if (isClosed || signal?.aborted) return
          frames++
          const change = activity.push(frame)
          if (change === 'begins') events.onSpeechStart?.()
          if (change === 'ends') events.onUtteranceEnd?.()
        },
        finalize() {},
        async close() {
          isClosed = true
          return { seconds: (frames * FRAME_MS) / 1_000, estimated: true }
        },
      }
    },
  }),
}
