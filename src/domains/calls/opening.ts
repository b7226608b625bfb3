import { transaction } from '../../services/transaction.ts'
import { makeTurn, type Needs } from './reply.ts'
import type { CallRow } from './store.ts'

export type { Needs }

/** The persona's greeting, unless something was said already. */
export async function open(deps: Needs, call: CallRow): Promise<void> {
  const made = await makeTurn(deps, call, undefined, new AbortController().signal)
  if (!made) return
  try {
    await transaction(deps.db, made.effect)
  } finally {
    await made.release()
  }
}
