import { withinDeadline } from '../deadline.ts'
import { type FailureKind, ProviderFailure } from '../failure.ts'
import type { Adapter, Clock } from '../port.ts'
import { type GoogleApi, googleContext, NotEnabled, name } from './google-api.ts'
import { directionsApi } from './google-directions.ts'
import { routesApi } from './google-routes.ts'
import type { Directions, DirectionsAsk, Mode, Route } from './port.ts'

const modes: readonly Mode[] = ['walking', 'transit']

/**
 * Google, on foot and by public transport at once; the faster way counts. A key is for the Routes API or for the older
 * Directions API: what the one refuses is asked of the other, and of that one first from then on.
 */
export const google: Adapter<Directions> = {
  name,
  needs: ['GOOGLE_API_KEY'],
  open(env, context) {
    const opened = googleContext(env, context)
    let apis: GoogleApi[] = [routesApi(opened), directionsApi(opened)]
    return {
      model: 'google-maps',
      requests: modes.length,
      state: () => 'ok',
      async fastest(ask) {
        const until = context.clock.elapsed() + ask.deadlineMs
        for (const api of apis) {
          const left = { ...ask, deadlineMs: until - context.clock.elapsed() }
          const outcomes = await askedBoth(api, left, context.clock)
          if (isNotEnabled(outcomes)) continue
          apis = [api, ...apis.filter((it) => it !== api)]
          return fastestOf(outcomes, ask.signal)
        }
        opened.provider.warn(`${name} does not accept GOOGLE_API_KEY`)
        throw new NotEnabled()
      },
    }
  },
}

type Outcome = PromiseSettledResult<Route | undefined>

const askedBoth = (api: GoogleApi, ask: DirectionsAsk, clock: Clock): Promise<Outcome[]> =>
  Promise.allSettled(modes.map((mode) => withinDeadline(name, ask, clock, (signal) => api.route(mode, ask, signal))))

const isNotEnabled = (outcomes: Outcome[]) =>
  outcomes.every((it) => it.status === 'rejected' && it.reason instanceof NotEnabled)

/** Of two failures the one is told that says more of Google. */
const telling: FailureKind[] = ['quota', 'unavailable', 'bad_response', 'timeout']

function fastestOf(outcomes: Outcome[], signal: AbortSignal | undefined): Route {
  const routes = outcomes.flatMap((it) => (it.status === 'fulfilled' && it.value ? [it.value] : []))
  const [first, ...others] = routes
  if (first) return others.reduce((fastest, route) => (route.seconds < fastest.seconds ? route : fastest), first)
  signal?.throwIfAborted()
  const failures = outcomes.flatMap((it) => (it.status === 'rejected' ? [it.reason as ProviderFailure] : []))
  const [failure] = failures.toSorted((one, other) => telling.indexOf(one.kind) - telling.indexOf(other.kind))
  throw failure ?? new ProviderFailure('unavailable', `${name} knows no way`, { isAboutAsk: true })
}
