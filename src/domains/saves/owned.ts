import { randomUUIDv7 } from 'node:crypto'
import { eachRow } from '../../services/each-row.ts'
import type { Claim, Claimed, Owned } from '../../services/owned.ts'
import * as store from './owned-store.ts'

/** States that an export reads at once: each may have a megabyte or more. */
const STATES = 5

type Trx = Parameters<NonNullable<Owned['claim']>>[0]

/**
 * The session's save becomes the user's, with its history. Where the user has one of the same session, nothing is changed.
 * Versions are given once: the number stays behind, and one above all that the user has seen is taken.
 */
async function claim(trx: Trx, { from, to, now, dryRun }: Claim): Promise<Claimed> {
  const read = dryRun ? store.listParties : store.lockParties
  const saves = (await read(trx, { owner: from })).filter(({ deleted_at }) => deleted_at === null)
  if (saves.length === 0) return { counts: { saves: 0 }, conflicts: [] }
  // A place for each is made first: a save that the user makes meanwhile waits for it, or is found.
  if (!dryRun)
    for (const { session_id, versions_kept } of saves)
      await store.leaveVersion(trx, { id: randomUUIDv7(), owner: to, session_id, version: 0, versions_kept, now })
  const own = await read(trx, { owner: to, sessions: saves.map(({ session_id }) => session_id) })
  const conflicts: string[] = []
  for (const save of saves) {
    const mine = own.find(({ session_id }) => session_id === save.session_id)
    if (mine && mine.deleted_at === null) conflicts.push(save.session_id)
    else if (!dryRun) await handOver(trx, save, mine, { from, to, now })
  }
  return { counts: { saves: saves.length - conflicts.length }, conflicts }
}

type Party = Awaited<ReturnType<typeof store.listParties>>[number]

async function handOver(
  trx: Trx,
  { id, session_id, version, versions_kept }: Party,
  mine: Party | undefined,
  { from, to, now }: Omit<Claim, 'dryRun'>,
) {
  if (mine) await store.dropParty(trx, mine.id)
  await store.handOverParty(trx, { id, owner: to, version: Math.max(version, (mine?.version ?? 0) + 1) })
  await store.leaveVersion(trx, { id: randomUUIDv7(), owner: from, session_id, version, versions_kept, now })
}

export const owned: Owned = {
  tables: ['parties', 'party_versions'],
  exports: [
    {
      name: 'saves',
      async *items(db, owner) {
        const read = (after: string, limit: number) => store.listStates(db, { owner, after, limit })
        for await (const { id: _id, state, ...row } of eachRow(store.FIRST_ID, read, ({ id }) => id, STATES))
          yield { ...row, state: JSON.parse(state) }
      },
    },
    {
      name: 'earlier_saves',
      async *items(db, owner) {
        const saves = (after: string, limit: number) => store.listIds(db, { owner, after, limit })
        for await (const { id, session_id } of eachRow(store.FIRST_ID, saves, (row) => row.id)) {
          const versions = (after: number, limit: number) => store.listEarlier(db, { id, after, limit })
          for await (const { state, ...row } of eachRow(0, versions, ({ version }) => version, STATES))
            yield { session_id, ...row, state: JSON.parse(state) }
        }
      },
    },
  ],
  async erase(trx, user) {
    await store.deleteParties(trx, user)
  },
  claim,
}
