import { randomUUIDv7 } from 'node:crypto'
import { configure } from 'safe-stable-stringify'
import type { SaveState } from '../../../schemas/saves/index.ts'
import type { NewParty, PartyRow } from './store.ts'

/** Members in one order, so that equal content is equal text on both databases. */
const stringify = configure({ deterministic: true }) as (value: unknown) => string

type Content = Pick<PartyRow, 'name' | 'scene_index' | 'symbol_choice' | 'heroes' | 'choices' | 'extras'>

/** The state as columns. What the contract does not know goes into `extras`. */
export function toRow(sessionId: string, state: SaveState, now: string, versionsKept: number): NewParty {
  const { scene_index, party_name, heroes, symbol_choice, choices, ...extras } = state
  const content: Content = {
    name: party_name,
    scene_index,
    symbol_choice,
    heroes: stringify(heroes),
    choices: stringify(choices),
    extras: stringify(extras),
  }
  return {
    id: randomUUIDv7(),
    session_id: sessionId,
    user_id: null,
    ...content,
    size_bytes: sizeOf(content),
    versions_kept: versionsKept,
    created_at: now,
    updated_at: now,
  }
}

/** The columns as the state that was saved. */
export function toState(row: Content): SaveState {
  return {
    ...JSON.parse(row.extras),
    scene_index: row.scene_index,
    party_name: row.name,
    heroes: JSON.parse(row.heroes),
    symbol_choice: row.symbol_choice,
    choices: JSON.parse(row.choices),
  }
}

const sizeOf = ({ name, symbol_choice, heroes, choices, extras }: Content) =>
  Buffer.byteLength(name) +
  Buffer.byteLength(symbol_choice ?? '') +
  Buffer.byteLength(heroes) +
  Buffer.byteLength(choices) +
  Buffer.byteLength(extras)
