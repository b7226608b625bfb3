import { isUtf8 } from 'node:buffer'
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Column } from '../snapshot/postgres-catalog.ts'
import type { TextRow } from '../snapshot/rows-file.ts'
import { quoted } from '../snapshot/sqlite-snapshot.ts'
import { Fault, kindOf } from './values.ts'

/** What stands where bytes were no UTF-8, and in texts that hold it on purpose. */
const REPLACEMENT = '\ufffd'

/** A row as the destination will hold it, or why it cannot. */
export interface SourceRow {
  /** Its rowid, or its key in a table without one. */
  place: SQLOutputValue[]
  row: TextRow | Fault
}

/** One table of the SQLite database, with the columns of the destination. */
export class SourceTable {
  readonly #database: DatabaseSync
  readonly #columns: Column[]
  readonly #kinds
  readonly #name: string
  /** What finds a row again: its rowid, or its key in a table without one. */
  readonly #place: string[]
  #bytes: StatementSync | undefined

  constructor(database: DatabaseSync, { name, columns, key }: { name: string; columns: Column[]; key: string[] }) {
    this.#database = database
    this.#columns = columns
    this.#kinds = columns.map(({ type }) => kindOf(type))
    this.#name = name
    this.#place = hasRowid(database, name) ? ['rowid'] : key
  }

  get count() {
    return Number(this.#prepare(`select count(*) from ${quoted(this.#name)}`).get()?.[0 as never] ?? 0)
  }

  *rows(): Generator<SourceRow> {
    const rows = this.#prepare(this.#select()).iterate() as Iterable<unknown> as Iterable<SQLOutputValue[]>
    for (const values of rows) yield this.#read(values)
  }

  /** Finds rows by a key, whose values are texts of the destination. */
  finder(key: string[]) {
    const types = key.map((name) => this.#columns.find((column) => column.name === name)?.type ?? '')
    const where = key.map((name) => `${quoted(name)} = ?`).join(' and ')
    const statement = this.#prepare(`${this.#select()} where ${where}`)
    return (values: TextRow): SourceRow | undefined => {
      const found = statement.get(...values.map((value, at) => sqliteValue(value, types[at] as string)))
      return found && this.#read(found as unknown as SQLOutputValue[])
    }
  }

  #select() {
    const columns = [...this.#place, ...this.#columns.map(({ name }) => name)]
    return `select ${columns.map(quoted).join(', ')} from ${quoted(this.#name)}`
  }

  #prepare(sql: string) {
    const statement = this.#database.prepare(sql)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    return statement
  }

  #read(all: SQLOutputValue[]): SourceRow {
    const place = all.slice(0, this.#place.length)
    return { place, row: this.#rowOf(all, place) }
  }

  /** Names a row to those who look for it, without what it holds: texts of a key are left out, for some are secret. */
  labelOf(place: SQLOutputValue[]) {
    return this.#place.flatMap((name, at) => (typeof place[at] === 'string' ? [] : `${name} ${place[at]}`)).join(', ')
  }

  #rowOf(all: SQLOutputValue[], place: SQLOutputValue[]): TextRow | Fault {
    const row: TextRow = []
    let isSuspect = false
    for (let at = 0; at < this.#kinds.length; at++) {
      const value = all[place.length + at] as SQLOutputValue
      const text = value === null ? null : (this.#kinds[at] as ReturnType<typeof kindOf>).fromSqlite(value)
      if (text instanceof Fault) return new Fault(`${this.#columns[at]?.name} ${text.reason}`)
      if (text?.includes(REPLACEMENT)) isSuspect = true
      row.push(text)
    }
    return (isSuspect && this.#brokenText(place)) || row
  }

  /** Node reads bytes that are no UTF-8 as U+FFFD. */
  #brokenText(place: SQLOutputValue[]): Fault | undefined {
    this.#bytes ??= this.#prepare(
      `select ${this.#columns.map(({ name }) => `cast(${quoted(name)} as blob)`).join(', ')} from ${quoted(this.#name)}
       where ${this.#place.map((name) => `${quoted(name)} is ?`).join(' and ')}`,
    )
    const values = this.#bytes.get(...(place as SQLInputValue[])) as unknown as (Uint8Array | null)[]
    const at = values.findIndex((bytes) => bytes !== null && !isUtf8(bytes))
    return at < 0 ? undefined : new Fault(`${this.#columns[at]?.name} has bytes that are no UTF-8`)
  }
}

const sqliteValue = (text: string | null, type: string): SQLInputValue =>
  text !== null && /^(integer|bigint)$/.test(type) ? BigInt(text) : text

const hasRowid = (database: DatabaseSync, table: string) =>
  database.prepare('select wr from pragma_table_list where schema = ? and name = ?').get('main', table)?.wr === 0
