import type { Selectable } from 'kysely'
import type { ServicePricingTable } from '../../../db/tables/spending.ts'
import type { PricesContent } from '../../../schemas/content/prices.ts'
import type { Deps } from '../../deps.ts'
import type { Log } from '../jobs/port.ts'
import content from './prices.json' with { type: 'json' }
import type { Quantity } from './quantities.ts'
import * as store from './store.ts'

const { unknown }: PricesContent = content

type Row = Selectable<ServicePricingTable>
type Price = Pick<Row, 'price_micro_usd' | 'per'>

/** Milliseconds for which a process believes the rows that it has read. */
const KEPT_MS = 60_000

/** A price, and the version of the list that it is from; null for one that is unknown. */
export type UnitPrice = Price & { version: number | null }

/** The prices of a moment. */
export interface PriceList {
  priceOf(key: string, unit: string): UnitPrice
  /** Cost in millionths of a US dollar, rounded up as a whole. */
  costOf(quantities: readonly Quantity[]): number
  /** Version of each price, by its key; null for one that is unknown. */
  versionsOf(quantities: readonly Quantity[]): Record<string, number | null>
}

/** Rows of `service_pricing`, kept for a minute. An unknown price is the stated one of its unit, never nothing. */
export function openPrices({ db, clock, log }: Pick<Deps, 'db' | 'clock'> & { log: Log }) {
  let kept: { rows: Promise<Row[]>; until: number } | undefined
  const warned = new Set<string>()

  function rows() {
    if (kept && clock.elapsed() < kept.until) return kept.rows
    const reading = store.listPrices(db)
    const own = { rows: reading, until: clock.elapsed() + KEPT_MS }
    kept = own
    reading.catch(() => {
      if (kept === own) kept = undefined
    })
    return reading
  }

  function warnOnce(key: string, unit: string) {
    if (warned.has(key)) return
    warned.add(key)
    log.warn({ key, unit }, 'spending: a price is unknown; the stated amount for its unit is used')
  }

  return {
    async current(): Promise<PriceList> {
      const current = currentOf(await rows(), clock.now().toISOString())
      const priceOf = ({ key, unit }: Pick<Quantity, 'key' | 'unit'>): UnitPrice => {
        const row = current.get(key)
        if (row?.unit === unit) return row
        warnOnce(key, unit)
        return { ...unknownPriceOf(unit), version: null }
      }
      return {
        priceOf(key, unit) {
          const { price_micro_usd, per, version } = priceOf({ key, unit })
          return { price_micro_usd, per, version }
        },
        costOf: (quantities) => costOf(quantities.map((it) => [it.amount, priceOf(it)])),
        versionsOf: (quantities) =>
          Object.fromEntries(
            quantities.map(({ key, unit }) => {
              const row = current.get(key)
              return [key, row?.unit === unit ? row.version : null]
            }),
          ),
      }
    },
  }
}

/** Of each key the latest price that has begun. */
function currentOf(rows: Row[], now: string) {
  const current = new Map<string, Row>()
  for (const row of rows) {
    const other = current.get(row.key)
    if (row.effective_from <= now && (!other || other.effective_from < row.effective_from)) current.set(row.key, row)
  }
  return current
}

function unknownPriceOf(unit: string): Price {
  const price = unknown[unit]
  if (!price) throw new Error(`content/prices.yaml states no amount for a ${unit} without a price`)
  return price
}

/** In whole numbers: a sum of fractions of a float may end above or below what it stands for. */
function costOf(parts: readonly (readonly [amount: number, price: Price])[]): number {
  let dividend = 0n
  let divisor = 1n
  for (const [amount, { price_micro_usd, per }] of parts) {
    dividend = dividend * BigInt(per) + BigInt(Math.ceil(amount)) * BigInt(price_micro_usd) * divisor
    divisor *= BigInt(per)
  }
  return Number((dividend + divisor - 1n) / divisor)
}
