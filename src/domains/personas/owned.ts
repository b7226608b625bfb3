import { userIn } from '../../../db/owner.ts'
import type { Owned } from '../../services/owned.ts'
import { rowsOfUser } from '../../services/rows-of-user.ts'
import { toPersona } from './persona.ts'
import { toRelationship } from './relationship.ts'
import * as relationships from './relationship-store.ts'
import * as store from './store.ts'

export const owned: Owned = {
  tables: ['personas', 'user_persona_relationships'],
  exports: [
    { name: 'personas', items: rowsOfUser(store.listOwn, (row) => toPersona(row, { prompt: true })) },
    {
      name: 'relationships',
      items: rowsOfUser(relationships.listOfUser, ({ id: _persona, ...row }) => toRelationship(row)),
    },
  ],
  async erase(trx, user) {
    const userId = userIn(user)
    if (userId === undefined) return
    await relationships.deleteOfUser(trx, userId)
    await store.deleteOwn(trx, userId)
  },
}
