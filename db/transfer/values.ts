import type { SQLOutputValue } from 'node:sqlite'
import { instantOf } from '../postgres.ts'

/** Why a value cannot be stored in its column. Tells nothing of what it holds. */
export class Fault {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

type Value = Exclude<SQLOutputValue, null>

/** One text for one value of a column, whichever engine it comes from. */
interface Kind {
  fromSqlite(value: Value): string | Fault
  fromPostgres(text: string): string
}

const asItIs = (text: string) => text
const INT4_MAX = 2_147_483_647n

const whole = (min: bigint, max: bigint): Kind => ({
  fromSqlite(value) {
    if (typeof value !== 'bigint') return new Fault('is no whole number')
    return value < min || value > max ? new Fault('is beyond the range of its column') : String(value)
  },
  fromPostgres: asItIs,
})

/** Both engines keep eight bytes; their texts of large and small numbers differ. */
const real: Kind = {
  fromSqlite: (value) =>
    typeof value === 'number' || typeof value === 'bigint' ? String(Number(value)) : new Fault('is no number'),
  fromPostgres: (text) => String(Number(text)),
}

const text: Kind = {
  fromSqlite(value) {
    if (typeof value !== 'string') return new Fault('is no text')
    return value.includes('\0') ? new Fault('has the character NUL, which Postgres does not store') : value
  },
  fromPostgres: asItIs,
}

const json: Kind = {
  fromSqlite(value) {
    const written = text.fromSqlite(value)
    return typeof written === 'string' && !isJson(written) ? new Fault('is no JSON') : written
  },
  fromPostgres: asItIs,
}

function isJson(written: string) {
  try {
    JSON.parse(written)
    return true
  } catch {
    return false
  }
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

/** Postgres takes other forms too, and keeps none of them as written: texts that hold the id would no longer fit. */
const uuid: Kind = {
  fromSqlite: (value) =>
    typeof value === 'string' && UUID.test(value) ? value : new Fault('is no UUID in lower case'),
  fromPostgres: asItIs,
}

const instant: Kind = {
  fromSqlite: (value) =>
    typeof value === 'string' && isInstant(value) ? value : new Fault('is no instant such as 2026-11-25T22:47:10.746Z'),
  fromPostgres: instantOf,
}

const INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** In the form that the service writes. The year 0 is none of Postgres's. */
function isInstant(value: string) {
  if (!INSTANT.test(value) || value.startsWith('0000')) return false
  // No month has fewer days; a `Date` takes most of the time.
  return value.slice(8, 10) <= '28' || new Date(value).toISOString() === value
}

const kinds: Record<string, Kind> = {
  integer: whole(-INT4_MAX - 1n, INT4_MAX),
  bigint: whole(-(2n ** 63n), 2n ** 63n - 1n),
  'double precision': real,
  text,
  json,
  uuid,
  'timestamp(3) with time zone': instant,
}

/** How values of a Postgres type are read. Throws for a type that no table has had so far. */
export function kindOf(type: string): Kind {
  const kind = kinds[type]
  if (!kind) throw new Error(`db/transfer/values.ts does not know the type ${type}`)
  return kind
}
