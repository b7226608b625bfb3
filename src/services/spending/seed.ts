import { lockName } from '../../../db/row-locks.ts'
import type { PricesContent } from '../../../schemas/content/prices.ts'
import type { Seed } from '../seed.ts'
import content from './prices.json' with { type: 'json' }
import * as store from './store.ts'

const { prices }: PricesContent = content

/** Adds the prices of content/prices.yaml that have no row yet, each as the next version of its key. Changes no row. */
export const seed: Seed = async (trx) => {
  // Two processes that start at once would give one version to two prices.
  await lockName(trx, 'service_pricing')
  const rows = await store.listPrices(trx)
  const known = new Set(rows.map(({ key, effective_from }) => `${key} ${effective_from}`))
  const versions = new Map<string, number>()
  for (const { key, version } of rows) versions.set(key, Math.max(version, versions.get(key) ?? 0))
  for (const price of prices.filter(({ key, effective_from }) => !known.has(`${key} ${effective_from}`))) {
    const version = (versions.get(price.key) ?? 0) + 1
    versions.set(price.key, version)
    await store.insertPrice(trx, { ...price, version })
  }
}
