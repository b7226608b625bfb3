import type { Kysely } from 'kysely'
import type { Instant, Json, Once } from './columns.ts'

/** Latest state of each play session. */
export interface PartiesTable {
  id: Once<string>
  session_id: Once<string>
  user_id: string | null
  name: string
  scene_index: number
  symbol_choice: string | null
  heroes: Json
  choices: Json
  /** Members of the state that the contract does not know. */
  extras: Json
  /** UTF-8 bytes of the state. */
  size_bytes: number
  version: number
  /** How many versions this save keeps, the current one included; the history trigger drops older ones. */
  versions_kept: number
  created_at: Once<Instant>
  updated_at: Instant
}

/** The states that a later save replaced. Filled by a trigger, so that no writer can forget it. */
export interface PartyVersionsTable {
  party_id: string
  version: number
  name: string
  scene_index: number
  symbol_choice: string | null
  heroes: Json
  choices: Json
  extras: Json
  size_bytes: number
  updated_at: Instant
}

export interface Tables {
  parties: PartiesTable
  party_versions: PartyVersionsTable
}

export type Db = Kysely<Tables>
