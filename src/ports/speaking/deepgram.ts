import { type Deepgram, deepgramApi, messageIn, telephone } from '../deepgram-socket.ts'
import { badResponse, ProviderFailure } from '../failure.ts'
import type { Adapter } from '../port.ts'
import type { Speaking, SpeechAsk } from './port.ts'
import { type Speaker, speechOf } from './speech.ts'

const name = 'deepgram'

/** Speaks over a socket of its own for each speech, which ends with it. */
export const deepgram: Adapter<Speaking> = {
  name,
  needs: ['DEEPGRAM_API_KEY'],
  open(env, context) {
    const api = deepgramApi(env, context, 'DEEPGRAM_SPEAK_MODEL')
    return {
      supports: () => true,
      state: () => 'ok',
      speak(ask) {
        const model = ask.voice.deepgram ?? env.DEEPGRAM_SPEAK_MODEL
        const produce = (speaker: Speaker) => speak(api, model, ask, speaker)
        return speechOf({ name, model, ask, clock: context.clock, produce })
      },
    }
  },
}

async function speak(api: Deepgram, model: string, { text, deadlineMs }: SpeechAsk, { signal, sent, push }: Speaker) {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  // It may end while the socket opens.
  ended.catch(() => {})
  const socket = await api.open(
    'v1/speak',
    { model, ...telephone },
    {
      deadlineMs,
      signal,
      onBytes(bytes) {
        try {
          push(bytes)
        } catch (error) {
          reject(error)
        }
      },
      onText(text) {
        const message = messageIn(text)
        if (!message) reject(badResponse(name, 'sends an answer that cannot be read'))
        else if (message.type === 'Flushed') resolve()
        else if (message.type === 'Error') reject(new ProviderFailure('unavailable', `${name} reports an error`))
      },
      onEnd: (failure) => reject(failure ?? badResponse(name, 'ends in the middle')),
    },
  )
  sent()
  socket.send(JSON.stringify({ type: 'Speak', text }))
  socket.send(JSON.stringify({ type: 'Flush' }))
  try {
    await ended
  } finally {
    socket.send(JSON.stringify({ type: 'Close' }))
    socket.close()
  }
}
