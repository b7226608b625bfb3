import type { Transaction } from 'kysely'
import type { OwnerKey } from '../../db/owner.ts'
import type { Db, Tables } from '../../db/tables.ts'
import type { Deps } from '../deps.ts'

/** One member of the export of an account: a list, read piece by piece so that no export fills the memory. */
export interface ExportedList {
  name: string
  items(db: Db, owner: OwnerKey): AsyncIterable<object>
}

/** What was handed over to a user, or would be: how many, by what they are, and what stays where it is. */
export interface Claimed {
  counts: Record<string, number>
  /** Things that the user has already, by their play session. */
  conflicts: string[]
}

export interface Claim {
  from: OwnerKey
  to: OwnerKey
  now: string
  dryRun: boolean
}

/**
 * What a domain or a service keeps of owners: how it is exported, erased with its user, and handed over from an anonymous
 * session to a user. Every table of the database is named by one of these, or by `tablesWithoutOwner` (`domains/auth/owned.ts`).
 */
export interface Owned {
  tables: readonly (keyof Tables)[]
  exports?: readonly ExportedList[]
  /** Erases all that the user has. What it returns runs once the transaction has committed. */
  erase(trx: Transaction<Tables>, user: OwnerKey, deps: Deps): Promise<void | (() => Promise<void>)>
  claim?(trx: Transaction<Tables>, claim: Claim): Promise<Claimed>
}
