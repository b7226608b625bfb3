import type { Seed } from '../../services/seed.ts'
import content from './content.json' with { type: 'json' }
import * as store from './store.ts'

/** The scenarios that come with the service, as content/scenarios.yaml says. */
export const seed: Seed = async (trx, now) => {
  const made = { user_id: null, created_at: now, updated_at: now }
  await store.seedScenarios(
    trx,
    content.map((scenario) => ({ ...scenario, ...made })),
  )
}
