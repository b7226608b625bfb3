import type { CostItem } from './costs-store.ts'
import { amountOf, type CallPrices } from './prices.ts'

export type { CostItem }

type Provider = { provider: string; model: string }

/** What a call has used so far. */
export interface CallUsage {
  /** Seconds from the answer; 0 for a call that was not answered. */
  seconds: number
  carrier: 'simulated' | 'twilio'
  /** Provider of speech recognition; null before the first one was connected. */
  listening: (Provider & { embedded: boolean }) | null
  /** Characters that were spoken, by who has spoken them; without one they were shown as text alone. */
  spoken: readonly { by: (Provider & { embedded: boolean }) | null; characters: number }[]
  /** Replies, by who has made them. */
  replies: readonly (Provider & { count: number; micro_usd: number })[]
}

const [MINUTE_SECONDS, NO_PRICE] = [60, { price_micro_usd: 0, per: 1, version: null }]

/** What a call costs, item by item: by its prices, and marked as simulated where nothing is paid. */
export function itemsOf(usage: CallUsage, prices: CallPrices): CostItem[] {
  if (usage.seconds === 0) return repliesOf(usage)
  return [
    carrierOf(usage, prices),
    listeningOf(usage, prices),
    ...repliesOf(usage),
    ...spokenOf(usage, prices),
    platformOf(usage, prices),
  ]
}

const item = (
  of: Pick<CostItem, 'component' | 'quantity' | 'unit' | 'status'> & Provider,
  price: { price_micro_usd: number; per: number; version: number | null },
  isSimulated: boolean,
): CostItem => ({
  component: of.component,
  provider: of.provider,
  model: of.model,
  quantity: of.quantity,
  unit: of.unit,
  unit_price_micro_usd: price.price_micro_usd,
  per: price.per,
  amount_micro_usd: amountOf(price, of.quantity),
  price_version: price.version,
  status: of.status,
  simulated: Number(isSimulated),
})

const minutesOf = (seconds: number) => Math.ceil(seconds / MINUTE_SECONDS)
const isSimulated = ({ carrier }: CallUsage) => carrier === 'simulated'

const carrierOf = (usage: CallUsage, { carrier }: CallPrices): CostItem =>
  item(
    {
      ...{ component: 'carrier', provider: usage.carrier, model: 'outbound', unit: 'minute' },
      ...{ quantity: minutesOf(usage.seconds), status: isSimulated(usage) ? 'final' : 'estimated' },
    },
    carrier,
    isSimulated(usage),
  )

const platformOf = (usage: CallUsage, { platform }: CallPrices): CostItem =>
  item(
    {
      ...{ component: 'platform', provider: 'lorekeep', model: 'call', unit: 'minute' },
      ...{ quantity: minutesOf(usage.seconds), status: 'final' },
    },
    platform,
    isSimulated(usage),
  )

/** Speech is charged by the minute and counted by the second. */
function listeningOf(usage: CallUsage, { stt }: CallPrices): CostItem {
  const { listening, seconds } = usage
  const isPaid = listening !== null && !listening.embedded
  const by = isPaid || listening ? listening : { provider: usage.carrier, model: 'recognition' }
  const perSecond = { ...stt, per: stt.per * MINUTE_SECONDS }
  const counts = isPaid || isSimulated(usage)
  const { provider, model } = by as Provider
  return item(
    { component: 'stt', provider, model, quantity: seconds, unit: 'second', status: 'final' },
    counts ? perSecond : NO_PRICE,
    isSimulated(usage) && !isPaid,
  )
}

function spokenOf(usage: CallUsage, { tts }: CallPrices): CostItem[] {
  return usage.spoken.map(({ by, characters }) => {
    const isPaid = by !== null && !by.embedded
    const { provider, model } = by ?? { provider: usage.carrier, model: 'synthesis' }
    return item(
      { component: 'tts', provider, model, quantity: characters, unit: 'character', status: 'final' },
      isPaid || isSimulated(usage) ? tts : NO_PRICE,
      isSimulated(usage) && !isPaid,
    )
  })
}

/** Models are paid for each reply, which has told its cost: there is no price of one. */
const repliesOf = ({ replies }: CallUsage): CostItem[] =>
  replies.map(({ provider, model, count, micro_usd }) => ({
    ...{ component: 'llm', provider, model, quantity: count, unit: 'turn', unit_price_micro_usd: null, per: 1 },
    ...{ amount_micro_usd: micro_usd, price_version: null, status: 'final', simulated: 0 },
  }))

export const totalOf = (items: readonly Pick<CostItem, 'amount_micro_usd'>[]): number =>
  items.reduce((sum, { amount_micro_usd }) => sum + amount_micro_usd, 0)

/** What the reservation of the call pays: its models are paid reply by reply, and what is simulated is not paid at all. */
export const paidTotal = (items: readonly CostItem[]): number =>
  totalOf(items.filter(({ component, simulated }) => component !== 'llm' && simulated === 0))
