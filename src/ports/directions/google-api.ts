import type { Env } from '../../../schemas/env/index.ts'
import { outboundFailure } from '../deadline.ts'
import { badResponse, ProviderFailure } from '../failure.ts'
import { type Provider, warnOncePerMinute } from '../http-failure.ts'
import { outbound } from '../outbound.ts'
import type { PortContext } from '../port.ts'
import type { DirectionsAsk, Mode, Route } from './port.ts'

export const name = 'google'
/** A polyline over a continent has some hundred kilobytes. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024

export type Ways = Pick<DirectionsAsk, 'from' | 'to'>

/** One of Google's two APIs for directions. */
export interface GoogleApi {
  /** The way of one mode; undefined when there is none. Throws `NotEnabled` when the key is not for this API. */
  route(mode: Mode, ways: Ways, signal: AbortSignal): Promise<Route | undefined>
}

/** The key is not allowed to use this one of the two APIs. */
export class NotEnabled extends ProviderFailure {
  constructor() {
    super('unavailable', `${name} does not accept GOOGLE_API_KEY`)
  }
}

/** What both APIs are opened with. */
export interface GoogleContext {
  key: string
  /** Address of an API, without a slash at its end: its own, or the one that replaces both. */
  baseOf(own: string): string
  provider: Provider
  request: typeof fetch
  /** Milliseconds of the wall clock. */
  now(): number
}

export const googleContext = (env: Env, context: PortContext): GoogleContext => ({
  key: env.GOOGLE_API_KEY as string,
  baseOf: (own) => (env.GOOGLE_MAPS_BASE_URL ?? own).replace(/\/+$/, ''),
  provider: {
    name,
    key: 'GOOGLE_API_KEY',
    unknown: 'does not know the address: see GOOGLE_MAPS_BASE_URL',
    warn: warnOncePerMinute(context),
  },
  request: outbound(MAX_ANSWER_BYTES),
  now: () => context.clock.now().getTime(),
})

export async function jsonOf(response: Response): Promise<unknown> {
  if (response.headers.get('content-type')?.startsWith('text/html')) throw badResponse(name, 'answers a page')
  return response.json().catch((error) => {
    throw outboundFailure(name, error)
  })
}
