import type { Instant, Json, Once } from '../columns.ts'
import type { OwnerKey } from '../owner.ts'

/** Latest state of each play session. A deleted save stays as a row with `deleted_at`: its version counts on from there. */
export interface PartiesTable {
  id: Once<string>
  owner: OwnerKey
  session_id: Once<string>
  /** The whole state, with its members in one order. Null once deleted. */
  state: Json | null
  /** Members of the state that lists show; null when the state has none. */
  party_name: string | null
  scene_index: number | null
  /** UTF-8 bytes of the state. */
  size_bytes: number
  version: number
  /** Versions kept of this save, the current one included; the history trigger drops older ones. */
  versions_kept: number
  created_at: Once<Instant>
  updated_at: Instant
  deleted_at: Instant | null
}

/** States that a later save replaced. Filled by a trigger, so that no write can skip it; deleted with the save. */
export interface PartyVersionsTable {
  party_id: string
  version: number
  state: Json
  party_name: string | null
  scene_index: number | null
  size_bytes: number
  updated_at: Instant
}

export interface SavesTables {
  parties: PartiesTable
  party_versions: PartyVersionsTable
}
