import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { ImportReport } from '../../../schemas/imports.ts'
import type { Needs } from './sink.ts'
import { uploadToFile } from './upload.ts'

export type { Needs }

/** Largest dump that is taken by a request; a command takes any. */
export const MAX_BYTES = 64 * 1_048_576

/** Imports the dump of a request. Throws `malformed-request` when nothing of it can be read. */
export async function importBrowserData(deps: Needs, body: IncomingMessage, dryRun: boolean): Promise<ImportReport> {
  const upload = await uploadToFile(body, join(deps.env.DATA_DIR, 'uploads'), MAX_BYTES)
  try {
    // The parser of JSON in pieces is loaded with the first import: a service at rest does without it.
    const { importFile } = await import('./import-file.ts')
    return await importFile(deps, upload.file, dryRun)
  } finally {
    await upload.remove()
  }
}
