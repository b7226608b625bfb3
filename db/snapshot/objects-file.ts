import { createReadStream, createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OBJECTS_FILE, type ObjectRow } from './snapshot.ts'

type Rows = Iterable<ObjectRow> | AsyncIterable<ObjectRow>

/**
 * Writes the list of objects that go with a snapshot: a file of its own, for there may be a million of them. The rows may
 * come from the list that it replaces.
 */
export async function writeObjects(folder: string, rows: Rows) {
  const path = join(folder, OBJECTS_FILE)
  await pipeline(Readable.from(linesOf(rows)), createWriteStream(`${path}.part`))
  await rename(`${path}.part`, path)
}

async function* linesOf(rows: Rows) {
  for await (const { key, size_bytes, sha256, content_type } of rows)
    yield `${JSON.stringify({ key, size_bytes: Number(size_bytes), sha256, content_type })}\n`
}

/** The objects of a snapshot. Its file must have been checked before. */
export async function* readObjects(folder: string): AsyncGenerator<ObjectRow> {
  const lines = createInterface({ input: createReadStream(join(folder, OBJECTS_FILE)) })
  for await (const line of lines) yield JSON.parse(line) as ObjectRow
}
