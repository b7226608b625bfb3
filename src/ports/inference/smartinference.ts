import type { Env } from '../../../schemas/env/index.ts'
import { blocked } from '../failure.ts'
import { retryAfterMs, toFailure, warnOncePerMinute } from '../http-failure.ts'
import { outbound } from '../outbound.ts'
import type { Adapter, PortContext } from '../port.ts'
import { withDeadline } from './deadline.ts'
import { openaiChat } from './openai-chat.ts'
import type { Inference } from './port.ts'
import { MAX_ANSWER_BYTES, type Service } from './protocol.ts'
import { questJson } from './quest-json.ts'

const name = 'smartinference'
const isChat = ({ pathname }: URL) => /\/(v1|chat\/completions)\/*$/.test(pathname)

export const smartinference: Adapter<Inference> = {
  name,
  needs: ['RAINDROP_API_URL', 'RAINDROP_API_KEY'],
  open(env, context) {
    const url = new URL(env.RAINDROP_API_URL as string)
    const service = {
      name,
      url,
      model: env.RAINDROP_MODEL,
      post: poster(env, context),
    }
    const protocol = env.RAINDROP_PROTOCOL ?? (isChat(url) ? 'openai-chat' : 'quest-json')
    return withDeadline(protocol === 'openai-chat' ? openaiChat(service) : questJson(service), context.clock)
  },
}

function poster(env: Env, context: PortContext): Service['post'] {
  const request = outbound(MAX_ANSWER_BYTES)
  const headers = { authorization: `Bearer ${env.RAINDROP_API_KEY}`, 'content-type': 'application/json' }
  const provider = {
    name,
    key: 'RAINDROP_API_KEY' as const,
    unknown: 'does not know the address or the model: see RAINDROP_API_URL and RAINDROP_MODEL',
    warn: warnOncePerMinute(context),
  }
  return async (url, body, signal) => {
    const response = await request(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
    if (response.ok) return response
    // Some services report their content filter as a malformed request.
    if (response.status === 400 && (await codeOf(response)) === 'content_filter') throw blocked(name)
    throw toFailure(provider, response.status, {
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), context.clock.now().getTime()),
    })
  }
}

const codeOf = (response: Response) =>
  response.json().then(
    (body) => body?.error?.code as unknown,
    () => undefined,
  )
