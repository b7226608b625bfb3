import type { Credits } from '../../../schemas/credits.ts'
import type { Balance } from '../../services/ledger/ledger.ts'

export const toCredits = ({ balance, reserved, lifetime_purchased, lifetime_used }: Balance): Credits => ({
  available_credits: balance - reserved,
  reserved_credits: reserved,
  lifetime_purchased,
  lifetime_used,
})
