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

/**
 * How far a deleted save had come. A new save of the session counts on from there, so that a version never names two
 * states: who still holds the tag of the old one must not overwrite the new one. Filled by a trigger.
 */
export interface DeletedSavesTable {
  session_id: string
  version: number
}

export interface Tables {
  parties: PartiesTable
  party_versions: PartyVersionsTable
  deleted_saves: DeletedSavesTable
}

export type Db = Kysely<Tables>
