import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import { reasonOf } from '../generation/attempt.ts'
import { OwnRefusal } from './outbound-cache.ts'

export type Needs = Pick<Deps, 'clock' | 'limits' | 'outboundCache'>

/** An adapter of a port, as the domains are given it. */
interface Serving<P> {
  name: string
  embedded: boolean
  port: P
}

export interface Question<P, T> {
  /** The adapters of the port, the built-in one last. */
  serving: readonly Serving<P>[]
  /** Names what is asked for, without any secret; a new form of the answer gets another key. */
  key: string
  freshMs: number
  staleMs: number
  /** Rate-limit key of the caller who asks. */
  limitKey: string
  /** Asks the outside service. What it costs is handed to `paid`. */
  ask(port: P, paid: (microUsd: number) => void): Promise<T>
  /** Asks the built-in one, which always has an answer. */
  makeUp(port: P): Promise<T>
}

export interface Served<T> {
  value: T
  isSimulated: boolean
  isStale: boolean
  served_by: ServedBy
}

/** What an outside service answers, new or from the cache, else its last answer, else that of the built-in adapter. */
export async function serve<P extends { model: string }, T>(deps: Needs, question: Question<P, T>): Promise<Served<T>> {
  const { serving, key, freshMs, staleMs } = question
  const startedAt = deps.clock.elapsed()
  const outside = serving.find(({ embedded }) => !embedded)
  let cost = 0
  const servedBy = ({ name, port }: Serving<P>, cached: boolean, reason: FallbackReason | null): ServedBy => ({
    provider: name,
    model: port.model,
    cached,
    fallback: reason !== null,
    fallback_reason: reason,
    latency_ms: Math.round(deps.clock.elapsed() - startedAt),
    cost_micro_usd: cost,
  })
  let reason: FallbackReason = 'not_configured'
  if (outside) {
    const load = async () => {
      if (!(await deps.limits.use('lookups', question.limitKey)).isAllowed) throw new OwnRefusal('budget')
      return question.ask(outside.port, (microUsd) => {
        cost += microUsd
      })
    }
    const found = await deps.outboundCache.find({ key, freshMs, staleMs, load, whyOf })
    if (found.from !== 'nothing') {
      const isStale = found.from === 'stale'
      const why = isStale ? (found.why as FallbackReason) : null
      const served_by = servedBy(outside, found.from !== 'outside', why)
      return { value: found.value, isSimulated: false, isStale, served_by }
    }
    reason = found.why as FallbackReason
  }
  const builtIn = serving.find(({ embedded }) => embedded) as Serving<P>
  const value = await question.makeUp(builtIn.port)
  return { value, isSimulated: true, isStale: false, served_by: servedBy(builtIn, false, reason) }
}

/** A service that was not asked at all, because it kept failing or too many wait, may be asked by the next request. */
export function whyOf(error: unknown) {
  const isRemembered = error instanceof ProviderFailure && error.isCalled
  return { why: reasonOf(error), isRemembered }
}
