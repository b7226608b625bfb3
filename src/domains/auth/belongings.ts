import { type OwnerKey, ownerKey } from '../../../db/owner.ts'
import type { SessionClaim } from '../../../schemas/auth/index.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { User as Principal } from '../../http/principal.ts'
import { transaction } from '../../services/transaction.ts'
import { requireUser } from './account.ts'
import { forgetAttempts } from './attempts.ts'
import { eraseAll } from './erase.ts'
import { eraseLeftovers } from './jobs.ts'
import { allOwned } from './owned.ts'
import { requirePassword } from './sign-in.ts'
import * as store from './store.ts'
import { toUser } from './user.ts'

/** Milliseconds after which no request that began before the delete can still write. */
const REQUESTS_END_MS = 5 * 60_000

/** The document as pieces of JSON text, read as they are asked for. */
export async function exportMe(deps: Deps, { userId }: Principal): Promise<AsyncIterable<string>> {
  const user = toUser(await requireUser(deps, userId))
  const exported_at = deps.clock.now().toISOString()
  return pieces(deps, ownerKey({ user_id: userId }), JSON.stringify({ exported_at, user }))
}

async function* pieces({ db }: Deps, owner: OwnerKey, head: string): AsyncGenerator<string> {
  yield head.slice(0, -1)
  for (const { name, items } of allOwned.flatMap(({ exports = [] }) => exports)) {
    yield `,${JSON.stringify(name)}:[`
    let separator = ''
    for await (const item of items(db, owner)) {
      yield separator + JSON.stringify(item)
      separator = ','
    }
    yield ']'
  }
  yield '}'
}

/** Deletes the user and everything of theirs, in one transaction. */
export async function deleteMe(
  deps: Deps,
  { userId }: Principal,
  { password, address }: { password: string | undefined; address: string },
): Promise<void> {
  const row = await requireUser(deps, userId)
  await requirePassword(deps, row, { password, path: 'body.password', address })
  const afterwards = await transaction(deps.db, async (trx) => {
    await store.lockUser(trx, userId)
    const left = await eraseAll(deps, trx, ownerKey({ user_id: userId }))
    if (row.email_key !== null) await forgetAttempts(trx, row.email_key)
    await store.deleteUser(trx, userId)
    // A request that began before may write after this.
    const at = new Date(deps.clock.now().getTime() + REQUESTS_END_MS)
    await deps.jobs.send(trx, eraseLeftovers, { user_id: userId }, { at })
    return left
  })
  deps.tokens.forget(userId)
  // What fails here is done by the sweep of the storage; the user is gone.
  await Promise.allSettled(afterwards.map((run) => run()))
}

export async function claimSession(
  deps: Deps,
  { userId }: Principal,
  { session_id, dry_run }: { session_id: string; dry_run: boolean },
): Promise<SessionClaim> {
  const claim = {
    from: ownerKey({ session_id }),
    to: ownerKey({ user_id: userId }),
    now: deps.clock.now().toISOString(),
    dryRun: dry_run,
  }
  return transaction(deps.db, async (trx) => {
    // Not deleted meanwhile: what is handed over to a user who is gone would be erased.
    if (!(await store.lockUser(trx, userId))) throw refuse('unauthorized')
    const counts: Record<string, number> = {}
    const conflicts: string[] = []
    for (const owned of allOwned) {
      const claimed = await owned.claim?.(trx, claim)
      Object.assign(counts, claimed?.counts)
      conflicts.push(...(claimed?.conflicts ?? []))
    }
    const { saves = 0, quests = 0, images = 0, chats = 0 } = counts
    return { dry_run, saves, quests, images, chats, conflicts: [...new Set(conflicts)] }
  })
}
