import type { Persona, PersonaInput, PersonaPage, PersonaPatch, PersonaQuery } from '../../../schemas/personas/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { Principal } from '../../http/principal.ts'
import { requireBelowLimit } from '../../services/owned-limit.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { slugOf } from '../../services/slug.ts'
import { transaction } from '../../services/transaction.ts'
import { changesOf, isOwner, rowOf, selectionOf, toPersona } from './persona.ts'
import { deleteOfPersona } from './relationship-store.ts'
import * as store from './store.ts'
import { findVisiblePersona } from './visible.ts'

export { owned } from './owned.ts'
export { forgetRelationship, putRelationship, readRelationship } from './relationship.ts'
export { rememberCallWith } from './remembered.ts'
export { findVisiblePersona } from './visible.ts'

export type Needs = Pick<Deps, 'db' | 'clock'>

/** Personas of one user. */
const ownLimit = { max: 100, refusal: 'persona-limit-reached' } as const

const byName = { name: 'name', keys: ['text', 'text'] } as const

export async function listPersonas({ db }: Needs, principal: Principal, query: PersonaQuery): Promise<PersonaPage> {
  const selection = selectionOf(principal, query.created_by)
  const window = windowOf<string>(query, byName)
  const rows = await store.listPersonas(db, selection, window)
  const total = await totalOf(window, rows.length, () => store.countPersonas(db, selection))
  const page = pageOf(query, rows, total, byName, ({ name, id }) => [name, id])
  return { ...page, items: page.items.map((row) => toPersona(row, { prompt: isOwner(principal, row) })) }
}

export async function readPersona({ db }: Needs, principal: Principal, id: string): Promise<Persona> {
  const row = await findVisiblePersona(db, principal, id)
  return toPersona(row, { prompt: isOwner(principal, row) })
}

/** `by`, here and below: the user, or null for the operator. */
export async function createPersona({ db, clock }: Needs, by: string | null, input: PersonaInput): Promise<Persona> {
  const { id = slugOf(input.name, 'persona'), ...members } = input
  const row = rowOf(members, { id, user_id: by, content_hash: null, now: clock.now().toISOString() })
  return transaction(db, async (trx) => {
    if (by === null) await store.deleteMarked(trx, id)
    else await requireBelowLimit(trx, by, { ...ownLimit, count: () => store.countPersonas(trx, { own: by }) })
    const made = await store.insertPersona(trx, row)
    if (!made) throw refuse('persona-taken')
    return toPersona(made, { prompt: true })
  })
}

export async function updatePersona(
  { db, clock }: Needs,
  by: string | null,
  id: string,
  patch: PersonaPatch,
): Promise<Persona> {
  const row = await store.updatePersona(db, { id, by }, { ...changesOf(patch), updated_at: clock.now().toISOString() })
  if (!row) throw refuse('persona-not-found')
  return toPersona(row, { prompt: true })
}

export async function deletePersona({ db, clock }: Needs, by: string | null, id: string): Promise<void> {
  await transaction(db, async (trx) => {
    if (await store.deletePersona(trx, { id, by })) return
    const marked = by === null && (await store.markDeleted(trx, id, clock.now().toISOString()))
    if (!marked) throw refuse('persona-not-found')
    await deleteOfPersona(trx, id)
  })
}
