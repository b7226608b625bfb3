/** One table of a snapshot. */
export interface TableSum {
  name: string
  rows: number
  /** SHA-256 of its rows as lines of text, in the order in which they are stored. */
  sha256: string
  /** Columns of a line, in their order. Absent where the snapshot is a database file, which knows them itself. */
  columns?: string[]
}

/** Last number that a column gave out, as text: numbers of deleted rows are not given again. */
export interface SequenceMark {
  table: string
  column: string
  last: string
}

/** What one moment of a database holds. */
export interface Snapshot {
  /** Names of the applied migrations, in their order. */
  migrations: string[]
  tables: TableSum[]
  sequences: SequenceMark[]
  /** Names of the files in the folder of the snapshot. */
  files: string[]
}

/** Stored object that rows refer to. */
export interface ObjectRow {
  key: string
  size_bytes: number
  sha256: string
  content_type: string
}

/** Called while a snapshot is taken or read, with the part of it that is done, 0 to 1. */
export type OnProgress = (share: number) => void

/** Table that Kysely's migrator keeps, and its column of names. */
export const MIGRATIONS = { table: 'kysely_migration', column: 'name' } as const

/** File with one line of JSON for each `ObjectRow`. Empty when the database has no objects. */
export const OBJECTS_FILE = 'objects.ndjson'

/** The database, or the snapshot, is not one that this service made, or is damaged. */
export class Unsound extends Error {}
