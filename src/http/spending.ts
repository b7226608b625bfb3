import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Owner } from '../../db/owner.ts'
import { abortOnDisconnect } from './abort.ts'
import { ownerOrNew } from './owner.ts'
import { rateLimitKey } from './principal.ts'

/** Request of an operation that may cost money: its owner, Idempotency-Key, rate-limit key and abort signal. */
export interface Spending {
  owner: Owner
  /** The session begins with this request, so no earlier request can have used its Idempotency-Key. */
  isNew: boolean
  /** The Idempotency-Key header. */
  key: string | undefined
  /** Rate-limit key under which the caller's use of paid services is counted. */
  limitKey: string
  /** Aborts when the client has disconnected. */
  signal: AbortSignal
}

/** A request that spends only when nothing is there yet. To begin takes longer than to read what is there. */
export interface MaybeSpending {
  /** The Idempotency-Key header. */
  key: string | undefined
  begin(): Spending
}

/** The Idempotency-Key header. */
export const keyOf = ({ headers }: Pick<FastifyRequest, 'headers'>) => headers['idempotency-key'] as string | undefined

/** Nothing is stored for the owner: a session that begins needs no cookie. */
export const maybeSpending = (request: FastifyRequest, reply: FastifyReply): MaybeSpending => ({
  key: keyOf(request),
  begin: () => spendingOf(request, reply, ownerOrNew(request)),
})

export const spendingOf = (
  request: FastifyRequest,
  reply: FastifyReply,
  { owner, isNew }: Pick<Spending, 'owner' | 'isNew'>,
): Spending => ({
  owner,
  isNew,
  key: keyOf(request),
  limitKey: rateLimitKey(request),
  signal: abortOnDisconnect(reply),
})
