import type { Cache } from '../../ports/cache/port.ts'
import type { Clock } from '../../ports/port.ts'
import { type Entry, entryIn } from './entry.ts'

export interface Lookup<T> {
  /** Names what is looked up, without any secret. */
  key: string
  /** Milliseconds for which a value is new. */
  freshMs: number | ((value: T) => number)
  /** Milliseconds for which it may still be served when no new one can be had. */
  staleMs: number
  /** Looks it up outside. */
  load(): Promise<T>
  /** Why an error means that it cannot be had now, in a word. Rethrows every other error. */
  whyOf(error: unknown): { why: string; isRemembered: boolean }
}

/**
 * A value, and where it comes from: outside, the cache, or the cache although it is no longer new. With a stale one, and
 * with nothing, why no new one could be had.
 */
export type Found<T> =
  | { from: 'outside' | 'cache'; value: T }
  | { from: 'stale'; value: T; why: string }
  | { from: 'nothing'; value?: undefined; why: string }

/** Why one caller alone may not look it up, such as its rate limit: the others who wait look it up themselves. */
export class OwnRefusal extends Error {}

/** Answers of outside services, looked up once for all who ask at the same time in one process. */
export interface OutboundCache {
  find<T>(lookup: Lookup<T>): Promise<Found<T>>
}

type Context = { cache: Pick<Cache, 'get' | 'set'>; clock: Clock }

/** After a failure, nothing is looked up under the key for so long. */
const FAILED_MS = 30_000

export function openOutboundCache(context: Context): OutboundCache {
  const running = new Map<string, Promise<Found<unknown>>>()

  async function find<T>(lookup: Lookup<T>): Promise<Found<T>> {
    const joined = running.get(lookup.key) as Promise<Found<T>> | undefined
    const found = joined ?? look(context, lookup).finally(() => running.delete(lookup.key))
    if (!joined) running.set(lookup.key, found)
    try {
      return await found
    } catch (error) {
      if (!(error instanceof OwnOutcome)) throw error
      return joined ? find(lookup) : (error.found as Found<T>)
    }
  }

  return { find }
}

async function look<T>(context: Context, lookup: Lookup<T>): Promise<Found<T>> {
  const { key, freshMs, staleMs } = lookup
  const entry = entryIn(await context.cache.get(key))
  const { at = 0, failure } = entry
  const value = 'value' in entry && isWithin(context, at, staleMs) ? (entry.value as T) : undefined
  if (value !== undefined && isWithin(context, at, typeof freshMs === 'number' ? freshMs : freshMs(value)))
    return { from: 'cache', value }
  if (failure && isWithin(context, failure.at, FAILED_MS)) return fallenBack(value, failure.why)
  try {
    const loaded = await lookup.load()
    const loadedAt = context.clock.now().getTime()
    await context.cache.set(key, JSON.stringify({ value: loaded, at: loadedAt } satisfies Entry), staleMs)
    return { from: 'outside', value: loaded }
  } catch (error) {
    if (error instanceof OwnRefusal) throw new OwnOutcome(fallenBack(value, error.message))
    const { why, isRemembered } = lookup.whyOf(error)
    if (isRemembered) await remember(context, lookup, value === undefined ? {} : { value, at }, why)
    return fallenBack(value, why)
  }
}

/** A clock that was set back makes nothing new for longer. */
const isWithin = ({ clock }: Context, at: number, ms: number) => Math.abs(clock.now().getTime() - at) < ms

/** The value stays as long as it would have; a failure alone is soon forgotten. */
async function remember(
  { cache, clock }: Context,
  { key, staleMs }: Pick<Lookup<unknown>, 'key' | 'staleMs'>,
  kept: Pick<Entry, 'value' | 'at'>,
  why: string,
) {
  const now = clock.now().getTime()
  const left = kept.at === undefined ? 0 : kept.at + staleMs - now
  await cache.set(
    key,
    JSON.stringify({ ...kept, failure: { why, at: now } } satisfies Entry),
    Math.max(left, FAILED_MS),
  )
}

/** What is found by the one who may not look it up. */
class OwnOutcome extends Error {
  readonly found: Found<unknown>

  constructor(found: Found<unknown>) {
    super('one caller may not look it up')
    this.found = found
  }
}

const fallenBack = <T>(value: T | undefined, why: string): Found<T> =>
  value === undefined ? { from: 'nothing', why } : { from: 'stale', value, why }
