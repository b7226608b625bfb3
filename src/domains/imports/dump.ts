import { setImmediate } from 'node:timers/promises'
import type { DumpEntry } from './dump-entry.ts'
import { JsonFault, JsonReader } from './dump-json.ts'
import { dumpVisitor } from './dump-sections.ts'

/** Bytes that are parsed at a time. Of a broken dump, what lies in the same bytes as the fault is lost. */
const BLOCK_BYTES = 4_096
/** Bytes after which other requests get their turn: a dump that is in memory already would block the event loop. */
const TURN_BYTES = 65_536

/** The dump as a whole cannot be read from here on. Entries before `position` (in bytes) were read. */
export class BrokenDump extends Error {
  readonly position: number

  constructor(position: number, problem: string) {
    super(`The dump cannot be read near byte ${position}: ${problem}.`)
    this.position = position
  }
}

/**
 * Reads the dump of a browser's pictures in parts, in memory that does not depend on its size: one picture is held at a
 * time. Throws `BrokenDump` when it is no JSON object or is cut off; any other fault is an entry of its own.
 */
export async function* readDump(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<DumpEntry> {
  const found: DumpEntry[] = []
  const reader = new JsonReader(dumpVisitor((entry) => found.push(entry)))
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let position = 0
  for await (const block of blocksOf(chunks)) {
    const fault = faultOf(() => reader.write(decoder.decode(block, { stream: true })))
    for (const entry of found.splice(0)) yield entry
    if (fault !== undefined) throw new BrokenDump(position, fault)
    position += block.length
    if (position % TURN_BYTES === 0) await setImmediate()
  }
  const fault = faultOf(() => {
    decoder.decode()
    reader.end()
  })
  for (const entry of found.splice(0)) yield entry
  if (fault !== undefined) throw new BrokenDump(position, fault)
}

function faultOf(read: () => void): string | undefined {
  try {
    read()
  } catch (error) {
    if (error instanceof JsonFault) return error.message
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it must be UTF-8'
    throw error
  }
}

/** The same bytes in blocks of one size, so that an answer does not depend on how the bytes arrive. */
async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const block = Buffer.alloc(BLOCK_BYTES)
  let held = 0
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + BLOCK_BYTES - held)
      block.set(part, held)
      from += part.length
      held += part.length
      if (held < BLOCK_BYTES) continue
      yield block
      held = 0
    }
  }
  if (held > 0) yield block.subarray(0, held)
}
