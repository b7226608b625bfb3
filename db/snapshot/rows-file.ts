import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { Unsound } from './snapshot.ts'

/** One row: each value as Postgres writes it. */
export type TextRow = (string | null)[]

/** Rows, and characters, that are in memory at once. */
const BATCH = { rows: 1_000, characters: 2_000_000 }

/** Writes rows as compressed lines of JSON. The sum is of the lines before compression. */
export async function writeRows(path: string, batches: AsyncIterable<TextRow[]>) {
  const hash = createHash('sha256')
  let rows = 0
  async function* lines() {
    for await (const batch of batches) {
      const text = batch.map((row) => `${JSON.stringify(row)}\n`).join('')
      hash.update(text)
      rows += batch.length
      yield text
    }
  }
  await pipeline(Readable.from(lines()), createGzip({ level: 4 }), createWriteStream(path))
  return { rows, sha256: hash.digest('hex') }
}

/** Number and sum of rows, as `writeRows` answers them. */
export async function sumOfRows(batches: AsyncIterable<TextRow[]>) {
  const hash = createHash('sha256')
  let rows = 0
  for await (const batch of batches) {
    for (const row of batch) hash.update(`${JSON.stringify(row)}\n`)
    rows += batch.length
  }
  return { rows, sha256: hash.digest('hex') }
}

/**
 * Reads such a file in batches. The generator's result is the number of rows and their sum. Throws `Unsound` when a
 * line is not a row of so many columns.
 */
export async function* readRows(path: string, columns: number) {
  const hash = createHash('sha256')
  let rows = 0
  let batch: TextRow[] = []
  let characters = 0
  for await (const line of linesOf(path)) {
    hash.update(`${line}\n`)
    rows++
    batch.push(rowOf(line, columns))
    characters += line.length
    if (batch.length < BATCH.rows && characters < BATCH.characters) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
  return { rows, sha256: hash.digest('hex') }
}

function rowOf(line: string, columns: number): TextRow {
  const row = parsed(line)
  const isRow = Array.isArray(row) && row.length === columns
  if (isRow && row.every((value) => value === null || typeof value === 'string')) return row
  throw new Unsound('a row of a table cannot be read')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Lines of a compressed file. What follows the last end of a line belongs to no row. */
async function* linesOf(path: string) {
  const unzipped = createGunzip()
  const piped = pipeline(createReadStream(path), unzipped)
  // The loop below meets the same error.
  piped.catch(() => {})
  // Joined at the end of a line only: a row may have many megabytes.
  let parts: string[] = []
  for await (const chunk of unzipped.setEncoding('utf8')) {
    parts.push(chunk)
    if (!chunk.includes('\n')) continue
    const lines = parts.join('').split('\n')
    parts = [lines.pop() as string]
    yield* lines
  }
  if (parts.join('') !== '') throw new Unsound('a table ends in the middle of a row')
}
