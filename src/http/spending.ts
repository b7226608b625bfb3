import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Owner } from '../../db/owner.ts'
import { abortOnDisconnect } from './abort.ts'
import { rateLimitKey } from './principal.ts'

/** What the rules of a spending operation need to know of its request. */
export interface Spending {
  owner: Owner
  /** The owner is a session that begins with this request, so that a key of it can have been used by no other. */
  isNew: boolean
  /** The Idempotency-Key header. */
  key: string | undefined
  /** Counts the caller's use of paid services. */
  limitKey: string
  /** Aborts when the client has disconnected. */
  signal: AbortSignal
}

export const spendingOf = (
  request: FastifyRequest,
  reply: FastifyReply,
  { owner, isNew }: Pick<Spending, 'owner' | 'isNew'>,
): Spending => ({
  owner,
  isNew,
  key: request.headers['idempotency-key'] as string | undefined,
  limitKey: rateLimitKey(request),
  signal: abortOnDisconnect(reply),
})
