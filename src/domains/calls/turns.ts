import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { ServedBy } from '../../../schemas/served-by.ts'
import type { Provider } from '../../services/media/speaker.ts'
import * as store from './store.ts'
import { insertTurn, type TurnRow } from './turns-store.ts'

type NewTurn = Omit<TurnRow, 'call_id' | 'n'>

/** Where something is in the recording, in milliseconds from its begin. */
export interface Place {
  from_ms: number
  to_ms: number
}

interface Said {
  text: string
  at: string
  /** Absent of what was typed, and where nothing is recorded. */
  place?: Place | undefined
}

const nowhere = { from_ms: null, to_ms: null }

export const turnOfPlayer = ({ text, at, place }: Said): NewTurn => ({
  ...{ role: 'player', text, at, served_by: null, spoken_by: null, characters: 0 },
  ...(place ?? nowhere),
})

interface Spoken extends Said {
  /** Undefined when the answer was broken off before it was known who made it. */
  served_by: ServedBy | undefined
  /** Of one that was heard. */
  spoken_by?: Provider | null
  characters: number
}

export const turnOfPersona = ({ text, at, place, served_by, spoken_by = null, characters }: Spoken): NewTurn => ({
  ...{ role: 'persona', text, at, served_by: served_by ? JSON.stringify(served_by) : null, characters },
  ...{ spoken_by: spoken_by && JSON.stringify(spoken_by), ...(place ?? nowhere) },
})

/** What was said on a call, by text or by sound: its numbers are given here. */
export async function writeTurns(trx: Transaction<Tables>, call_id: string, said: NewTurn[]): Promise<TurnRow[]> {
  await store.lockCall(trx, call_id)
  const written: TurnRow[] = []
  for (const turn of said) written.push(await insertTurn(trx, { ...turn, call_id }))
  return written
}
