import { createReadStream } from 'node:fs'
import type { ImportReport } from '../../../schemas/imports.ts'
import { refuse } from '../../errors.ts'
import { BrokenDump } from './dump.ts'
import { importDump } from './dump-import.ts'
import type { ImportOptions, Needs } from './import-run.ts'
import { openSink } from './sink.ts'

/** Imports a dump from a file. Throws `malformed-request` when nothing of it can be read, or the signal's reason. */
export async function importFile(deps: Needs, file: string, options: ImportOptions): Promise<ImportReport> {
  try {
    return await importDump(createReadStream(file), openSink(deps, options), options)
  } catch (error) {
    if (error instanceof BrokenDump) throw refuse('malformed-request', { message: error.message })
    throw error
  }
}
