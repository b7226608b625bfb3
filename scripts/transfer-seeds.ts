import type { NamedRow, Seeds } from '../db/transfer/seeds.ts'
import prices from '../src/services/spending/prices.json' with { type: 'json' }

/** What the operator has changed has no hash any more, or was deleted; what users make has their id. */
const isUnchanged = ({ user_id, content_hash, deleted_at }: NamedRow) =>
  user_id === null && content_hash !== null && deleted_at === null

const priceOf = (row: Record<string, unknown>) =>
  JSON.stringify(['key', 'price_micro_usd', 'per', 'unit', 'effective_from'].map((name) => String(row[name])))

const ofContent = new Set(prices.prices.map(priceOf))

/** The rows that a service has written into the destination by itself, before anything was transferred to it. */
export const seeds: Seeds = {
  personas: { isSeeded: isUnchanged, otherwise: 'replace' },
  call_scenario_templates: { isSeeded: isUnchanged, otherwise: 'replace' },
  service_pricing: { isSeeded: (row) => ofContent.has(priceOf(row)), otherwise: 'remove' },
}
