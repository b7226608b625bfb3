import { randomUUIDv7 } from 'node:crypto'
import type { OwnerKey } from '../../../db/owner.ts'
import type { Deps } from '../../deps.ts'
import type { Log } from '../jobs/port.ts'
import { transaction } from '../transaction.ts'
import { BudgetSpent } from './budget.ts'
import { openPrices, type PriceList } from './prices.ts'
import type { Quantity } from './quantities.ts'
import { type AskedCall, countedAs, type Limits, reserveIn } from './reserve.ts'
import { type Reserved, type Settlement, settleReservation } from './settle.ts'
import type { Alert } from './totals.ts'

/** A call of an outside service that costs money. */
export interface PaidCall {
  /** Null for what the service pays for all, such as scenes. */
  owner: OwnerKey | null
  /** What it is for: text, image, call … */
  service: string
  provider: string
  model: string
  personaId?: string
  /** The most that it may use. */
  most: readonly Quantity[]
  /** Milliseconds after which it counts as spent at the estimate when it has not been settled. */
  lastsMs?: number
}

/** Money that is reserved for a call. Each of these ends it, answers its cost, and throws nothing. */
export interface Reservation {
  readonly id: string
  readonly estimateMicroUsd: number
  /** By what it used, also beyond the estimate: a cost is what it is. */
  settle(used: readonly Quantity[]): Promise<number>
  /** The call was made, and it is unknown what it used: the provider may have charged all of it. */
  settleAtEstimate(): Promise<number>
  /** The call was made, and nothing was charged. */
  release(): Promise<number>
  /** The call was not made, or does not count: its count of the day is taken back too. */
  cancel(): Promise<number>
}

/** Money of paid calls: reserved before each call, settled after it, in all processes on one database. */
export interface PaidCalls {
  /**
   * Throws `BudgetSpent` when a limit does not allow the call, or the database is away: a call that cannot be counted is
   * not made. Throws the reason of `signal`, and keeps nothing reserved, when the caller has disconnected meanwhile.
   */
  reserve(call: PaidCall, signal?: AbortSignal): Promise<Reservation>
  /** Settles a reservation that another process may have made, unless it is settled already. */
  settle(event: Reserved, costMicroUsd: number): Promise<void>
  /** The prices of now. Throws when the database is away. */
  prices(): Promise<PriceList>
  /** Settles a reservation at its estimate: its process has died, or has lost it. */
  expire(event: Reserved & { estimate_micro_usd: number }): Promise<void>
  /** Writes alerts into the log, once the transaction that raised them has committed. */
  announce(alerts: Alert[]): void
}

/** Longer than any answer of a model may take. */
const LASTS_MS = 15 * 60_000

type Context = Pick<Deps, 'db' | 'clock'> & { env: Limits; log: Log }

export function openPaidCalls(context: Context): PaidCalls {
  const prices = openPrices(context)
  const { log } = context

  function announce(alerts: Alert[]) {
    for (const alert of alerts) log.warn(alert, 'spending: a budget has reached the threshold of its alert')
  }

  async function reserved(call: PaidCall) {
    const list = await prices.current()
    const event = eventOf(call, list)
    await transaction(context.db, (trx) => reserveIn(trx, event, context))
    return { event, list }
  }

  return {
    announce,
    async reserve(call, signal) {
      const { event, list } = await reserved(call).catch((error: unknown) => {
        if (error instanceof BudgetSpent) throw error
        log.error({ err: error }, 'spending: a call cannot be counted, and is not made')
        throw new BudgetSpent('the call cannot be counted')
      })
      const reservation = reservationOf(event, list, async (settlement) => {
        await settleReservation(context, event, settlement).then(announce, (error: unknown) =>
          // It stays reserved, and counts as spent when its time is over.
          log.error({ err: error }, 'spending: a call could not be settled'),
        )
        return settlement.costMicroUsd
      })
      if (signal?.aborted) {
        await reservation.cancel()
        throw signal.reason
      }
      return reservation
    },
    async settle(event, costMicroUsd) {
      announce(await settleReservation(context, event, { state: 'spent', costMicroUsd }))
    },
    prices: prices.current,
    async expire({ estimate_micro_usd, ...reserved }) {
      announce(await settleReservation(context, reserved, { state: 'spent', costMicroUsd: estimate_micro_usd }))
    },
  }
}

function eventOf(call: PaidCall, list: PriceList): AskedCall {
  return {
    id: randomUUIDv7(),
    owner: call.owner,
    service: call.service,
    provider: call.provider,
    model: call.model,
    persona_id: call.personaId ?? null,
    estimate_micro_usd: list.costOf(call.most),
    price_versions: JSON.stringify(list.versionsOf(call.most)),
    lastsMs: call.lastsMs ?? LASTS_MS,
  }
}

/** At the prices of the reservation, also when they change before it is settled. */
function reservationOf(
  { id, service, estimate_micro_usd: estimateMicroUsd }: AskedCall,
  list: PriceList,
  end: (settlement: Settlement) => Promise<number>,
): Reservation {
  return {
    id,
    estimateMicroUsd,
    settle: (used) => end({ state: 'spent', costMicroUsd: list.costOf(used) }),
    settleAtEstimate: () => end({ state: 'spent', costMicroUsd: estimateMicroUsd }),
    release: () => end({ state: 'released', costMicroUsd: 0 }),
    cancel: () => end({ state: 'released', costMicroUsd: 0, uncount: countedAs(service) }),
  }
}
