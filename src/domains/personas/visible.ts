import type { Transaction } from 'kysely'
import type { Db, Tables } from '../../../db/tables.ts'
import { refuse } from '../../errors.ts'
import type { Principal } from '../../http/principal.ts'
import { isVisible } from './persona.ts'
import * as store from './store.ts'

/** A persona that the principal may talk with. What is private, or absent, is not found. */
export async function findVisiblePersona(db: Db, principal: Principal, id: string): Promise<store.PersonaRow> {
  return visible(principal, await store.findPersona(db, { id }))
}

/** The same, which stays as it is until the transaction ends. */
export async function keepVisiblePersona(trx: Transaction<Tables>, principal: Principal, id: string) {
  return visible(principal, await store.findAndKeep(trx, { id }))
}

function visible(principal: Principal, row: store.PersonaRow | undefined): store.PersonaRow {
  if (!row || !isVisible(principal, row)) throw refuse('persona-not-found')
  return row
}
