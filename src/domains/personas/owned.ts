import { userIn } from '../../../db/owner.ts'
import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import { toPersona } from './persona.ts'
import { toRelationship } from './relationship.ts'
import * as relationships from './relationship-store.ts'
import * as store from './store.ts'

export const owned: Owned = {
  tables: ['personas', 'user_persona_relationships'],
  exports: [
    {
      name: 'personas',
      async *items(db, owner) {
        const userId = userIn(owner)
        if (userId === undefined) return
        for await (const row of eachRow(
          '',
          (after: string, limit: number) => store.listOwn(db, userId, after, limit),
          ({ id }) => id,
        ))
          yield toPersona(row, { prompt: true })
      },
    },
    {
      name: 'relationships',
      async *items(db, owner) {
        const userId = userIn(owner)
        if (userId === undefined) return
        for await (const { id: _persona, ...row } of eachRow(
          '',
          (after: string, limit: number) => relationships.listOfUser(db, userId, after, limit),
          ({ id }) => id,
        ))
          yield toRelationship(row)
      },
    },
  ],
  async erase(trx, user) {
    const userId = userIn(user)
    if (userId === undefined) return
    await relationships.deleteOfUser(trx, userId)
    await store.deleteOwn(trx, userId)
  },
}
