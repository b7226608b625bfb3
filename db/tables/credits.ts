import type { Identity, Instant, Once } from '../columns.ts'

/** What a user may spend. An account outlives its user: the ledger stays, and does not name the user. */
export interface UserCreditsTable {
  /** Of its own, so that rows that stay do not name the user. */
  id: Once<string>
  /** Null once the user is deleted. */
  user_id: string | null
  balance: number
  /** Part of the balance that open holds keep. */
  reserved: number
  lifetime_purchased: number
  /** What was used, less what was refunded. */
  lifetime_used: number
}

export type CreditTransactionType = 'purchase' | 'grant' | 'usage' | 'refund'

/** Every change of a balance, one row each. A trigger refuses every other change than that of `reason` to null. */
export interface CreditTransactionsTable {
  id: Identity
  account_id: Once<string>
  type: Once<CreditTransactionType>
  /** Below zero for a usage, above zero for all others. */
  credits: Once<number>
  balance_after: Once<number>
  reason: string | null
  /** Unique for each type. A usage has that of its hold, a refund that of its usage. */
  reference: Once<string>
  created_at: Once<Instant>
}

export type HoldState = 'open' | 'captured' | 'released' | 'expired'

/** Credits that are kept for work under way. */
export interface CreditHoldsTable {
  id: Once<string>
  account_id: Once<string>
  credits: Once<number>
  state: HoldState
  /** What they are kept for. Unique. */
  reference: Once<string>
  expires_at: Once<Instant>
  created_at: Once<Instant>
  /** When it was last decided what becomes of it; null while it is open. */
  settled_at: Instant | null
}

export interface CreditsTables {
  user_credits: UserCreditsTable
  credit_transactions: CreditTransactionsTable
  credit_holds: CreditHoldsTable
}
