import { prose } from '../prose.ts'
import { webAddress } from './addresses.ts'
import { inGroup, key, oneOf, optional, text as string, whole } from './variable.ts'

export const text = inGroup('text', {
  RAINDROP_API_URL: optional(webAddress('Address of SmartInference')),
  RAINDROP_API_KEY: optional(key("SmartInference's bearer token")),
  RAINDROP_PROTOCOL: optional(
    oneOf(['quest-json', 'openai-chat'], {
      description: prose`
        quest-json (the members of a quest as JSON) or openai-chat (chat completions); without it, openai-chat when
        the address ends in /v1 or /chat/completions`,
    }),
  ),
  RAINDROP_MODEL: string('The model of openai-chat (as of 2026-11)', { default: 'llama-3.3-70b' }),
  GEMINI_API_KEY: optional(key("Google Gemini's key; it paints, and writes when SmartInference is not set or fails")),
  GEMINI_BASE_URL: optional(webAddress('Another address of the Gemini API, e.g. of a proxy')),
  GEMINI_TEXT_MODEL: string('The model that writes (as of 2026-11)', { default: 'gemini-3.8-flash' }),
  INFERENCE_DEADLINE_MS: whole(100, 20_000, 15_000, 'Milliseconds for an answer, all attempts of all models together'),
  MODEL_CALLS_PER_DAY: whole(
    0,
    100_000_000,
    5_000,
    'Calls of paid models a day (UTC), of all callers and processes together; beyond it the built-in writer serves',
  ),
  MODEL_REQUESTS_PER_MINUTE: whole(
    0,
    1_000_000,
    20,
    'Requests a minute for which one caller may use a paid model; beyond it the built-in writer serves',
  ),
  MAX_MESSAGES_PER_MINUTE: whole(1, 1_000_000, 10, 'Chat messages a minute that one caller may send'),
})
