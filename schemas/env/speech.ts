import { webAddress } from './addresses.ts'
import { inGroup, key, optional, text, whole } from './variable.ts'

export const speech = inGroup('speech', {
  ELEVENLABS_API_KEY: optional(key("ElevenLabs' key; it speaks, for voices that name one of its own")),
  ELEVENLABS_BASE_URL: optional(webAddress('Another address of the ElevenLabs API, e.g. of a proxy')),
  ELEVENLABS_MODEL: text('The model that speaks (as of 2026-11)', { default: 'eleven_flash_v2_5' }),
  DEEPGRAM_API_KEY: optional(key("Deepgram's key; it listens, and speaks when ElevenLabs is not set or fails")),
  DEEPGRAM_BASE_URL: optional(webAddress('Another address of the Deepgram API, e.g. of a proxy')),
  DEEPGRAM_LISTEN_MODEL: text('The model that listens (as of 2026-11)', { default: 'nova-3' }),
  DEEPGRAM_SPEAK_MODEL: text('The model that speaks, for voices that name none of its own (as of 2026-11)', {
    default: 'aura-2-thalia-en',
  }),
  SPEAKING_DEADLINE_MS: whole(100, 60_000, 8_000, 'Milliseconds that a caller may wait for what is spoken, all in all'),
  LISTENING_DEADLINE_MS: whole(
    100,
    60_000,
    5_000,
    'Milliseconds in which speech recognition must be connected, and then give a sign of life',
  ),
})
