import { type Draft, MAX_TEXT } from './dump-draft.ts'
import { noPicture } from './dump-picture.ts'
import type { SceneKey } from './scene-key.ts'

interface Pictured {
  /** Where the entry is in the dump. */
  key: string
  prompt?: string | undefined
  /** ISO-8601, UTC, with milliseconds. */
  taken_at?: string | undefined
  /** Bytes as they were in the dump: neither sniffed nor decoded. */
  image: Uint8Array
}

export interface SceneEntry extends Pictured, SceneKey {
  kind: 'scene'
  use_count?: number | undefined
}

/** One picture of an item. `index` is its place among the pictures of this item. */
export interface ItemEntry extends Pictured {
  kind: 'item'
  name: string
  index: number
  custom_prompt?: string | undefined
  is_featured: boolean
}

/** Names the featured picture of an item, after all pictures of this item. */
export interface FeaturedEntry {
  kind: 'featured'
  key: string
  name: string
  index: number
}

/** What could not be read. The sentence says what is wrong and what it should be. */
export interface ErrorEntry {
  kind: 'error'
  key: string
  error: string
}

export type DumpEntry = SceneEntry | ItemEntry | FeaturedEntry | ErrorEntry

/** Fault of one entry. Its message is the sentence of an `ErrorEntry`. */
export class BadEntry extends Error {}

const MAX_NAME = 200
const MAX_WORD = 50
/** Counts are added up: near 2^53, the sum could no longer be read as a number. */
const MAX_USES = 1_000_000_000
/** Times are kept as text, which sorts only while the year has four digits. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Throws `BadEntry`. `fromKey` is what the key says, where the members do not. */
export function sceneOf(key: string, fromKey: SceneKey | undefined, draft: Draft): SceneEntry {
  const part = (field: keyof SceneKey, most: number) =>
    told(field, textOf(draft, field, most) ?? checked(field, fromKey?.[field] ?? '', most))
  return {
    kind: 'scene',
    key,
    location: part('location', MAX_NAME),
    time_of_day: part('time_of_day', MAX_WORD),
    weather: part('weather', MAX_WORD),
    prompt: textOf(draft, 'prompt', MAX_TEXT),
    taken_at: timeOf(draft),
    use_count: countOf(draft),
    image: imageOf(draft),
  }
}

/** Throws `BadEntry`. */
export function itemOf(item: { key: string; name: string; index: number }, draft: Draft): ItemEntry {
  return {
    kind: 'item',
    ...item,
    prompt: textOf(draft, 'prompt', MAX_TEXT),
    custom_prompt: textOf(draft, 'custom_prompt', MAX_TEXT),
    taken_at: timeOf(draft),
    is_featured: flagOf(draft),
    image: imageOf(draft),
  }
}

/** A name as it is stored: trimmed. Throws `BadEntry`. */
export const nameOf = (name: string) => told('name', checked('name', name, MAX_NAME))

function imageOf({ picture = noPicture }: Draft): Uint8Array {
  if (typeof picture === 'string') throw new BadEntry(picture)
  return picture
}

function told(field: string, text: string | undefined): string {
  if (text !== undefined) return text
  throw new BadEntry(`The ${field} is missing. It must be in the key or in the member of that name.`)
}

/** Undefined when it is absent, null or blank. */
function textOf(draft: Draft, field: keyof Draft, most: number): string | undefined {
  const value = draft[field] ?? ''
  if (typeof value !== 'string') throw new BadEntry(`The ${field} must be a text.`)
  return checked(field, value, most)
}

function checked(field: string, value: string, most: number): string | undefined {
  const text = value.trim()
  if (text.length > most) throw new BadEntry(`The ${field} must have at most ${most} characters.`)
  if (text.includes('\0')) throw new BadEntry(`The ${field} must not contain NUL (\\u0000).`)
  if (!text.isWellFormed()) throw new BadEntry(`The ${field} must not contain a lone surrogate.`)
  return text === '' ? undefined : text
}

/** Milliseconds since 1970, as a number or in digits, or ISO-8601; a time without a zone is UTC. */
function timeOf({ taken_at: value }: Draft): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const text = String(value).trim()
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) : msOfIso(text)
  if (ms >= 0 && ms <= LAST_TIME) return new Date(ms).toISOString()
  throw new BadEntry('The timestamp must be milliseconds since 1970 or a time in ISO-8601.')
}

/** NaN when it is no time. Other forms than these are read by `Date.parse` in the zone of this machine. */
function msOfIso(text: string): number {
  const [, date, time = '', zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+)?(Z|[+-]\d\d:?\d\d)?$/i.exec(text) ?? []
  return Date.parse(time ? `${date}${time}${zone}` : `${date}`)
}

function countOf({ use_count: value }: Draft): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_USES) return value
  throw new BadEntry(`The useCount must be a whole number from 0 to ${MAX_USES}.`)
}

function flagOf({ is_featured: value }: Draft): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  throw new BadEntry('The is_featured must be true or false.')
}
