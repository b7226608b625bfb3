import type { Env } from '../../schemas/env/index.ts'
import { failureOf } from './gemini-failure.ts'
import { type Provider, warnOncePerMinute } from './http-failure.ts'
import { outbound } from './outbound.ts'
import type { PortContext } from './port.ts'

const BASE_URL = 'https://generativelanguage.googleapis.com'

interface GeminiService {
  /** The variable that holds the model. */
  variable: 'GEMINI_TEXT_MODEL' | 'GEMINI_IMAGE_MODEL'
  maxAnswerBytes: number
}

/** The Gemini API with one of its models. */
export interface Gemini {
  provider: Provider
  /** Sends one request as JSON. Resolves to a success, throws `ProviderFailure` for every other status. */
  post(method: string, body: object, signal: AbortSignal): Promise<Response>
}

export function geminiApi(env: Env, context: PortContext, { variable, maxAnswerBytes }: GeminiService): Gemini {
  const provider: Provider = {
    name: 'gemini',
    key: 'GEMINI_API_KEY',
    unknown: `does not know the model, which may be retired: see ${variable}`,
    warn: warnOncePerMinute(context),
  }
  const request = outbound(maxAnswerBytes)
  const headers = { 'x-goog-api-key': env.GEMINI_API_KEY as string, 'content-type': 'application/json' }
  const base = (env.GEMINI_BASE_URL ?? BASE_URL).replace(/\/+$/, '')
  const model = env[variable]
  const resource = (model.includes('/') ? model : `models/${model}`).split('/').map(encodeURIComponent).join('/')
  return {
    provider,
    async post(method, body, signal) {
      const url = `${base}/v1beta/${resource}:${method}`
      const response = await request(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
      if (!response.ok) throw await failureOf(provider, response, context.clock.now().getTime())
      return response
    },
  }
}
