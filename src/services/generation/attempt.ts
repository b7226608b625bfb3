import { type OwnerKey, ownerKey } from '../../../db/owner.ts'
import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { type FailureKind, ProviderFailure } from '../../ports/failure.ts'
import { generated } from '../metrics/metrics.ts'
import { BudgetSpent } from '../spending/budget.ts'
import type { Caller } from './task.ts'

/** Milliseconds of the deadline that are kept for the built-in writer and the database. */
const RESERVE_MS = 250

/** Share of the remaining time that a provider gets while another one stands behind it. */
const SHARE = 0.6

/** Least share of the deadline for a call: with less, it would cost money and end too late. */
const LEAST = 1 / 20

const reasons: Record<FailureKind, FallbackReason> = {
  timeout: 'timeout',
  unavailable: 'unavailable',
  quota: 'quota',
  blocked: 'blocked',
  bad_response: 'invalid_output',
  circuit_open: 'circuit_open',
}

/** One attempt to generate something, over all providers: its deadline, its cost, and why it fell back. */
export interface Attempt {
  clock: Deps['clock']
  /** Whose budget pays; null for the service. */
  owner: OwnerKey | null
  startedAt: number
  /** Elapsed time at which the last provider must have answered. */
  until: number
  leastMs: number
  costMicroUsd: number
  /** Why the preferred provider did not serve. */
  reason: FallbackReason | undefined
}

type Needs = Pick<Deps, 'clock'> & { env: Pick<Deps['env'], 'INFERENCE_DEADLINE_MS'> }

export function beginAttempt({ clock, env }: Needs, { owner }: Pick<Caller, 'owner'>): Attempt {
  const { INFERENCE_DEADLINE_MS: deadlineMs } = env
  const startedAt = clock.elapsed()
  const until = startedAt + Math.max(deadlineMs - RESERVE_MS, deadlineMs / 2)
  return {
    clock,
    owner: owner && ownerKey(owner),
    startedAt,
    until,
    leastMs: deadlineMs * LEAST,
    costMicroUsd: 0,
    reason: undefined,
  }
}

/** Elapsed time at which a provider must have answered: the last one gets all that is left. */
export function limitOf({ clock, until }: Attempt, isLast: boolean): number {
  const now = clock.elapsed()
  return now + (until - now) * (isLast ? 1 : SHARE)
}

/** Milliseconds until a limit. Throws when they are too few to be worth a call. */
export function millisecondsUntil({ clock, leastMs }: Attempt, limit: number): number {
  const ms = Math.floor(limit - clock.elapsed())
  if (ms < leastMs) throw new ProviderFailure('timeout', 'no time is left', { isCalled: false })
  return ms
}

/** Fallback reason for an error. Rethrows every error that is not a provider's failure. */
export function reasonOf(error: unknown): FallbackReason {
  if (error instanceof BudgetSpent) return 'budget'
  if (error instanceof ProviderFailure) return reasons[error.kind]
  throw error
}

export function servedBy(attempt: Attempt, provider: string, model: string): ServedBy {
  generated.inc({ provider, fallback_reason: attempt.reason ?? 'none' })
  return {
    provider,
    model,
    cached: false,
    fallback: attempt.reason !== undefined,
    fallback_reason: attempt.reason ?? null,
    latency_ms: Math.round(attempt.clock.elapsed() - attempt.startedAt),
    cost_micro_usd: attempt.costMicroUsd,
  }
}
