import type { Deps } from '../../deps.ts'
import type { UnitPrice } from '../../services/spending/prices.ts'
import type { Quantity } from '../../services/spending/quantities.ts'

/** What a call is paid for, by the keys and the units of content/prices.yaml. */
const priced = {
  carrier: { key: 'call.outbound', unit: 'minute' },
  stt: { key: 'speech.recognition', unit: 'minute' },
  tts: { key: 'speech.synthesis', unit: 'character' },
  platform: { key: 'call.platform', unit: 'minute' },
} as const
type Priced = keyof typeof priced

/** The prices by which a call is counted: those of its begin. */
export type CallPrices = Record<Priced, UnitPrice>

/** What a persona says in a minute, and what a text model reads and writes for it, as measured on calls of five minutes. */
export const CHARACTERS_PER_MINUTE = 400
export const TOKENS_PER_MINUTE = { input: 1_600, output: 66 }

export async function readPrices({ paidCalls }: Pick<Deps, 'paidCalls'>): Promise<CallPrices> {
  const list = await paidCalls.prices()
  const price = (of: Priced) => list.priceOf(priced[of].key, priced[of].unit)
  return { carrier: price('carrier'), stt: price('stt'), tts: price('tts'), platform: price('platform') }
}

export type Ports = Pick<Deps, 'telephony' | 'speaking' | 'listening'>

/** Which parts of a call outside services are paid for. */
export const paidParts = ({ telephony, speaking, listening }: Ports) => {
  const isCarried = telephony.name !== 'simulated'
  return {
    carrier: isCarried,
    platform: isCarried,
    stt: listening.some(({ port }) => port.understands),
    tts: speaking.some(({ embedded }) => !embedded),
  }
}

/** What a call of so many minutes may use of what is paid for. */
export function quantitiesOf(ports: Ports, minutes: number): Quantity[] {
  const paid = paidParts(ports)
  const amounts: Record<Priced, number> = {
    ...{ carrier: minutes, stt: minutes, platform: minutes },
    tts: minutes * CHARACTERS_PER_MINUTE,
  }
  return (Object.keys(priced) as Priced[])
    .filter((part) => paid[part])
    .map((part) => ({ ...priced[part], amount: amounts[part] }))
}

/** Rounded up, in whole numbers. */
export const amountOf = ({ price_micro_usd, per }: Pick<UnitPrice, 'price_micro_usd' | 'per'>, quantity: number) =>
  Number((BigInt(quantity) * BigInt(price_micro_usd) + BigInt(per) - 1n) / BigInt(per))

/** What the paid parts of so many minutes may cost. */
export function paidAmount(ports: Ports, prices: CallPrices, minutes: number): number {
  const paid = paidParts(ports)
  const characters = minutes * CHARACTERS_PER_MINUTE
  return (Object.keys(priced) as Priced[])
    .filter((part) => paid[part])
    .reduce((sum, part) => sum + amountOf(prices[part], part === 'tts' ? characters : minutes), 0)
}
