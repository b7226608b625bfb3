import { ProviderFailure } from '../../ports/failure.ts'
import type { Reservation } from './paid-calls.ts'
import { quantitiesOf } from './quantities.ts'

/**
 * Ends the reservation of a call that failed, and answers its cost: by what the provider used where it is known. A call
 * that was given up while the provider worked, by its deadline or its caller, is paid at the estimate: the provider may
 * have charged it. What a provider refuses is free.
 */
export function settleFailure(reservation: Reservation, provider: string, error: unknown): Promise<number> {
  if (!(error instanceof ProviderFailure) || (error.kind === 'timeout' && error.isCalled && !error.usage))
    return reservation.settleAtEstimate()
  if (error.usage) return reservation.settle(quantitiesOf(provider, error.usage))
  return !error.isCalled || error.kind === 'blocked' ? reservation.cancel() : reservation.release()
}
