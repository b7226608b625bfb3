import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Env } from '../../../schemas/env/index.ts'
import { badResponse, ProviderFailure } from '../failure.ts'
import { retryAfterMs, toFailure, warnOncePerMinute } from '../http-failure.ts'
import { outbound } from '../outbound.ts'
import type { Adapter, PortContext } from '../port.ts'
import type { Speaking, SpeechAsk } from './port.ts'
import { type Speaker, speechOf } from './speech.ts'

const name = 'elevenlabs'
const BASE_URL = 'https://api.elevenlabs.io'
/** Ten minutes of speech. */
const MAX_ANSWER_BYTES = 5 * 1024 * 1024

const Trouble = Type.Object({ detail: Type.Object({ status: Type.String() }) })

/** Speaks over HTTP, whose connections are kept open, with the sound as it is made. */
export const elevenlabs: Adapter<Speaking> = {
  name,
  needs: ['ELEVENLABS_API_KEY'],
  open(env, context) {
    const post = poster(env, context)
    return {
      supports: ({ elevenlabs }) => elevenlabs !== undefined,
      state: () => 'ok',
      speak: (ask) =>
        speechOf({
          name,
          model: env.ELEVENLABS_MODEL,
          ask,
          clock: context.clock,
          produce: (speaker) => speak(post, ask, speaker),
        }),
    }
  },
}

async function speak(post: ReturnType<typeof poster>, ask: SpeechAsk, { signal, sent, push }: Speaker) {
  sent()
  const response = await post(ask, signal).catch((error) => {
    // An error status is not paid, and what never arrived neither.
    if (!signal.aborted) sent(false)
    throw error
  })
  // Anything else, such as a page or a message, would be heard as noise.
  if (!/^(audio\/|application\/octet-stream)/.test(response.headers.get('content-type') ?? ''))
    throw badResponse(name, 'answers in another form')
  for await (const bytes of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) push(bytes)
}

function poster(env: Env, context: PortContext) {
  const request = outbound(MAX_ANSWER_BYTES)
  const headers = { 'xi-api-key': env.ELEVENLABS_API_KEY as string, 'content-type': 'application/json' }
  const base = (env.ELEVENLABS_BASE_URL ?? BASE_URL).replace(/\/+$/, '')
  const warn = warnOncePerMinute(context)
  const provider = {
    name,
    key: 'ELEVENLABS_API_KEY' as const,
    unknown: 'does not know the address: see ELEVENLABS_BASE_URL',
    warn,
  }
  return async ({ text, voice }: SpeechAsk, signal: AbortSignal) => {
    const url = `${base}/v1/text-to-speech/${encodeURIComponent(voice.elevenlabs ?? '')}/stream?output_format=ulaw_8000`
    const body = JSON.stringify({ text, model_id: env.ELEVENLABS_MODEL })
    const response = await request(url, { method: 'POST', headers, body, signal })
    if (response.ok) return response
    const status = await statusIn(response)
    // A persona with a voice that is gone must not silence all others.
    if (status === 'voice_not_found') {
      warn(`${name} does not know a voice`)
      throw new ProviderFailure('unavailable', `${name} does not know the voice`, { isAboutAsk: true })
    }
    if (status === 'quota_exceeded') throw new ProviderFailure('quota', `${name} has no quota left`)
    throw toFailure(provider, response.status, {
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), context.clock.now().getTime()),
    })
  }
}

/** The word by which an error tells what it is: some of them share a status of HTTP. */
const statusIn = (response: Response) =>
  response.json().then(
    (body: unknown) => (Value.Check(Trouble, body) ? body.detail.status : undefined),
    () => undefined,
  )
