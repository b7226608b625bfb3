import type { Db } from '../../../db/tables.ts'
import { refuse } from '../../errors.ts'
import type { Principal } from '../../http/principal.ts'
import { isVisible } from './persona.ts'
import * as store from './store.ts'

/** A persona that the principal may talk with. What is private, or absent, is not found. */
export async function findVisiblePersona(db: Db, principal: Principal, id: string): Promise<store.PersonaRow> {
  const row = await store.findPersona(db, { id })
  if (!row || !isVisible(principal, row)) throw refuse('persona-not-found')
  return row
}
