import type { Env } from '../../schemas/env/index.ts'
import { type Provider, warnOncePerMinute } from './http-failure.ts'
import type { PortContext } from './port.ts'
import { openSocket, type Socket, type SocketOptions } from './socket.ts'

const BASE_URL = 'https://api.deepgram.com'

type Handlers = Pick<SocketOptions, 'deadlineMs' | 'signal' | 'onText' | 'onBytes' | 'onPong' | 'onEnd'>

/** Deepgram, which listens and speaks over sockets. */
export interface Deepgram {
  /** Opens a socket for a path, such as `v1/listen`, with these settings. */
  open(path: string, settings: Record<string, string>, handlers: Handlers): Promise<Socket>
}

export function deepgramApi(
  env: Env,
  context: PortContext,
  variable: 'DEEPGRAM_LISTEN_MODEL' | 'DEEPGRAM_SPEAK_MODEL',
): Deepgram {
  const provider: Provider = {
    name: 'deepgram',
    key: 'DEEPGRAM_API_KEY',
    unknown: `does not know the address or the model: see DEEPGRAM_BASE_URL and ${variable}`,
    warn: warnOncePerMinute(context),
  }
  // https becomes wss, and http ws.
  const base = (env.DEEPGRAM_BASE_URL ?? BASE_URL).replace(/^http/, 'ws').replace(/\/+$/, '')
  const headers = { authorization: `Token ${env.DEEPGRAM_API_KEY}` }
  return {
    open(path, settings, handlers) {
      const url = new URL(`${base}/${path}?${new URLSearchParams(settings)}`)
      return openSocket({ provider, url, headers, clock: context.clock, ...handlers })
    },
  }
}

/** The sound of a telephone, in both directions. */
export const telephone = { encoding: 'mulaw', sample_rate: '8000' }

/** A message of Deepgram; undefined for what is none. */
export function messageIn(text: string): { type: string } | undefined {
  try {
    const message: unknown = JSON.parse(text)
    const isOne =
      typeof message === 'object' && message !== null && 'type' in message && typeof message.type === 'string'
    return isOne ? (message as { type: string }) : undefined
  } catch {
    return undefined
  }
}
