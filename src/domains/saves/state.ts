import { randomUUIDv7 } from 'node:crypto'
import { configure } from 'safe-stable-stringify'
import { type Owner, ownerKey } from '../../../db/owner.ts'
import type { SaveState } from '../../../schemas/saves/index.ts'
import type { NewParty } from './store.ts'

/** A save: the owner, and the play session within what the owner has. */
export interface SaveId {
  owner: Owner
  session_id: string
}

/** Members in one order, so that equal content is equal text on both databases. */
const stringify = configure({ deterministic: true }) as (value: unknown) => string

/** Largest and smallest number of an integer column. */
const MAX_INTEGER = 2_147_483_647

/** The state as a row: the whole of it as text, and the members that lists show. */
export function toRow({ owner, session_id }: SaveId, state: SaveState, now: string, versionsKept: number): NewParty {
  const text = stringify(state)
  const { party_name, scene_index } = state as Partial<Record<keyof SaveState, unknown>>
  return {
    id: randomUUIDv7(),
    owner: ownerKey(owner),
    session_id,
    state: text,
    party_name: typeof party_name === 'string' ? party_name.slice(0, 200) : null,
    scene_index: isColumnInteger(scene_index) ? scene_index : null,
    size_bytes: Buffer.byteLength(text),
    versions_kept: versionsKept,
    created_at: now,
    updated_at: now,
  }
}

const isColumnInteger = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(Number(value)) <= MAX_INTEGER

/** A stored state. */
export interface StoredSave {
  /** JSON text. */
  state: string
  version: number
  updated_at: string
}

export const stateOf = ({ state }: StoredSave): SaveState => JSON.parse(state)

/**
 * A save as the JSON text of its answer. The state goes out as it is stored: parsed only to be sure that it is whole,
 * for turning it into text again would cost more than everything else of a load.
 */
export function saveText(session_id: string, { state, version, updated_at }: StoredSave): string {
  JSON.parse(state)
  return `{"session_id":${JSON.stringify(session_id)},"state":${state},"version":${version},"updated_at":"${updated_at}"}`
}
