import type { FastifyRequest } from 'fastify'
import { addressKey } from './address.ts'

/** Principal of a request: a signed-in user, the operator, a caller without a token, or one with an unknown token. */
export type Principal =
  | { kind: 'user'; userId: string }
  | { kind: 'operator' }
  | { kind: 'anonymous' }
  | { kind: 'invalid' }

/** Access of a route: which principals it serves. A route that names none serves the operator alone. */
export type Access = 'public' | 'user' | 'operator'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    principal: Principal
  }
}

/** Whether a route of this access serves the principal. */
export function mayUse(access: Access | undefined, { kind }: Principal): boolean {
  if (kind === 'invalid') return false
  if (kind === 'operator' || access === 'public') return true
  return access === 'user' && kind === 'user'
}

/** Rate-limit key: the principal, else the IP; IPv6 by /64, within which one caller has any number of addresses. */
export function rateLimitKey({ principal, ip }: FastifyRequest): string {
  if (principal.kind === 'user') return `user:${principal.userId}`
  if (principal.kind === 'operator') return 'operator'
  // A closed connection has no address any more.
  if (ip === undefined) return 'closed'
  return addressKey(ip)
}
