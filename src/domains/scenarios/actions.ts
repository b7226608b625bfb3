import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type {
  PopularScenarios,
  Scenario,
  ScenarioInput,
  ScenarioPage,
  ScenarioPatch,
} from '../../../schemas/scenarios.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import { requireBelowLimit } from '../../services/owned-limit.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { slugOf } from '../../services/slug.ts'
import { transaction } from '../../services/transaction.ts'
import { toScenario } from './scenario.ts'
import * as store from './store.ts'

export { owned } from './owned.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

/** Scenarios of one user. */
const ownLimit = { max: 100, refusal: 'scenario-limit-reached' } as const

const MAX_POPULAR = 10

/** At its address stands the list of popular ones. */
const RESERVED = 'popular'

const byUse = { name: 'use', keys: ['number', 'text', 'text'] } as const

/** `by`, here and below: the user, or null for the operator. */
export async function listScenarios({ db }: Needs, by: string | null, query: PageQuery): Promise<ScenarioPage> {
  const window = windowOf<string | number>(query, byUse)
  const rows = await store.listScenarios(db, by, window)
  const total = await totalOf(window, rows.length, () => store.countScenarios(db, by))
  const page = pageOf(query, rows, total, byUse, ({ use_count, name, id }) => [use_count, name, id])
  return { ...page, items: page.items.map(toScenario) }
}

export async function listPopularScenarios({ db }: Needs, by: string | null): Promise<PopularScenarios> {
  const rows = await store.listScenarios(db, by, { limit: MAX_POPULAR, offset: 0 })
  return { items: rows.map(toScenario) }
}

export async function readScenario({ db }: Needs, by: string | null, id: string): Promise<Scenario> {
  const row = await store.findScenario(db, { id, by })
  if (!row) throw refuse('scenario-not-found')
  return toScenario(row)
}

export async function createScenario({ db, clock }: Needs, by: string | null, input: ScenarioInput): Promise<Scenario> {
  const { id = slugOf(input.name, 'scenario'), ...members } = input
  if (id === RESERVED) throw refuse('scenario-taken')
  const now = clock.now().toISOString()
  const row = { ...members, id, user_id: by, content_hash: null, created_at: now, updated_at: now }
  return transaction(db, async (trx) => {
    if (by === null) await store.deleteMarked(trx, id)
    else await requireBelowLimit(trx, by, { ...ownLimit, count: () => store.countOwn(trx, by) })
    const made = await store.insertScenario(trx, row)
    if (!made) throw refuse('scenario-taken')
    return toScenario(made)
  })
}

export async function updateScenario(
  { db, clock }: Needs,
  by: string | null,
  id: string,
  patch: ScenarioPatch,
): Promise<Scenario> {
  const row = await store.updateScenario(db, { id, by }, { ...patch, updated_at: clock.now().toISOString() })
  if (!row) throw refuse('scenario-not-found')
  return toScenario(row)
}

export async function deleteScenario({ db, clock }: Needs, by: string | null, id: string): Promise<void> {
  const deleted =
    by === null ? await store.markDeleted(db, id, clock.now().toISOString()) : await store.deleteScenario(db, id, by)
  if (!deleted) throw refuse('scenario-not-found')
}

/** The scenario of a call that begins, which is counted with the transaction. */
export async function useScenario(
  trx: Transaction<Tables>,
  user_id: string,
  id: string,
  now: string,
): Promise<Scenario> {
  const row = await store.countUse(trx, { id, by: user_id }, now)
  if (!row) throw refuse('scenario-not-found')
  return toScenario(row)
}
