import type { FastifyRequest } from 'fastify'

export interface OriginOptions {
  /** ALLOWED_ORIGINS: exact origins of the frontends, separated by commas. */
  allowed: string | undefined
  local: boolean
  warn(message: string): void
}

/** Origins that were already logged; bounded, because a client can send any number of them. */
const MAX_WARNED = 100

/** Hosts of this machine, and addresses of its network. */
const localHosts = [
  String.raw`localhost|127\.0\.0\.1|\[::1\]`,
  String.raw`10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}`,
  String.raw`169\.254(?:\.\d{1,3}){2}|\[f[cd][\da-f:]+\]|\[fe80:[\da-f:]+\]`,
]

/** A frontend's development server on one of them, on any port. */
const localOrigin = new RegExp(`^https?://(?:${localHosts.join('|')})(?::\\d{1,5})?$`)

/** Origin of pages opened from a file, and of sandboxed frames. */
const OPAQUE = 'null'

const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

export type Origins = ReturnType<typeof originsOf>

/** Which origins may read answers and send writes. */
export function originsOf({ allowed = '', local, warn }: OriginOptions) {
  const listed = new Set(allowed.split(/[\s,]+/).filter((origin) => origin.includes('://')))
  const warned = new Set<string>()

  const isAllowed = (origin: string) => listed.has(origin) || (local && (origin === OPAQUE || localOrigin.test(origin)))

  function warnOnce(origin: string) {
    if (warned.has(origin) || warned.size >= MAX_WARNED) return
    warned.add(origin)
    warn(`a page of ${origin.slice(0, 200)} was refused: its origin is not in ALLOWED_ORIGINS`)
  }

  return {
    isAllowed,
    /** Whether the answer may be read with the browser's cookies; an opaque origin could be any site's. */
    withCookies: (origin: string) => origin !== OPAQUE,
    /** Whether the request is a write that a page of another site makes a browser send. */
    isForeignWrite({ method, headers }: FastifyRequest) {
      const { origin, 'sec-fetch-site': site } = headers
      if (origin === undefined && site === undefined) return false
      if (site === 'same-origin' || site === 'none') return false
      if (origin === undefined) return site === 'cross-site' && writes.has(method)
      if (isAllowed(origin) || isOwn(origin, headers.host)) return false
      warnOnce(origin)
      return writes.has(method)
    },
  }
}

/** Whether a page of this service itself sends the request; older browsers do not say so in Sec-Fetch-Site. */
const isOwn = (origin: string, host: string | undefined) =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
