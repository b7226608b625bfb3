import type { FastifyRequest } from 'fastify'
import { addressKey } from './address.ts'

/** Principal of a request: a signed-in user, the operator, a caller without a token, or one with an unknown token. */
export type Principal = User | { kind: 'operator' } | { kind: 'anonymous' } | { kind: 'invalid' }

export interface User {
  kind: 'user'
  userId: string
  /** Id of the token that was sent. */
  tokenId: string
  /** Version of the user's tokens when it was made. */
  tokenVersion: number
  /** When that token ends, as ISO-8601. */
  expiresAt: string
}

/**
 * Access of a route: which principals it serves. A route that names none serves the operator alone.
 *
 * - public: everyone, and everyone alike.
 * - player: everyone, each with what is theirs: a user, or a player without an account by the play session.
 * - user: a signed-in user, about their own account; not the operator, who has none.
 * - user-or-operator: a signed-in user with what is theirs, or the operator with what is the service's.
 */
export type Access = 'public' | 'player' | 'user' | 'user-or-operator' | 'operator'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    principal: Principal
  }
}

const served: Record<Access, readonly Principal['kind'][]> = {
  public: ['user', 'operator', 'anonymous'],
  player: ['user', 'operator', 'anonymous'],
  user: ['user'],
  'user-or-operator': ['user', 'operator'],
  operator: ['operator'],
}

/** Whether a route of this access serves the principal. */
export const mayUse = (access: Access = 'operator', { kind }: Principal): boolean => served[access].includes(kind)

/** The user of a route with the access `user`. */
export function userOf({ principal }: Pick<FastifyRequest, 'principal'>): User {
  if (principal.kind === 'user') return principal
  throw new Error('only a route with access: user has a user')
}

/** The user of a route with the access `user-or-operator`; null for the operator, whose things are the service's. */
export function userIdOrNull({ principal }: Pick<FastifyRequest, 'principal'>): string | null {
  if (principal.kind === 'user') return principal.userId
  if (principal.kind === 'operator') return null
  throw new Error('only a route with access: user-or-operator has a user or the operator')
}

/**
 * Rate-limit key: the principal, else the IP; IPv6 by /64, within which one caller has any number of addresses. A user's
 * names the IP too, as `user@address`: an account costs nothing, and each would have limits of its own.
 */
export function rateLimitKey({ principal, ip }: FastifyRequest): string {
  if (principal.kind === 'operator') return 'operator'
  // A closed connection has no address any more.
  const address = ip === undefined ? 'closed' : addressKey(ip)
  return principal.kind === 'user' ? `${principal.userId}@${address}` : address
}
