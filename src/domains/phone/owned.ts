import { userIn } from '../../../db/owner.ts'
import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import * as store from './owned-store.ts'

/**
 * Of the codes that a user was sent, their time and a keyed hash of the number stay for some hours, without the user: an
 * account that is deleted and made anew gets no more of them to a number than any other.
 */
export const owned: Owned = {
  tables: ['verified_numbers', 'do_not_call', 'verification_codes'],
  exports: [
    {
      name: 'phone_numbers',
      async *items(db, owner) {
        const userId = userIn(owner)
        if (userId === undefined) return
        const read = (after: string, limit: number) => store.listNumbers(db, userId, after, limit)
        yield* eachRow('', read, ({ phone_number }) => phone_number)
      },
    },
    {
      name: 'refused_numbers',
      items: (db, owner) =>
        eachRow(
          '',
          (after: string, limit: number) => store.listRefusals(db, owner, after, limit),
          ({ phone_number }) => phone_number,
        ),
    },
  ],
  async erase(trx, user, { clock }) {
    const userId = userIn(user)
    if (userId === undefined) return
    await store.deleteNumbers(trx, userId)
    await store.deleteRefusals(trx, user)
    await store.forgetCodes(trx, userId, clock.now().toISOString())
  },
}
