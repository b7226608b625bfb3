import type { IncomingMessage } from 'node:http'
import type { ImportReport } from '../../../schemas/imports.ts'
import type { Needs } from './import-run.ts'
import { uploadToFile } from './upload.ts'

export type { Needs }

/** Largest dump that is taken by a request; a command takes any. */
export const MAX_BYTES = 64 * 1_048_576

/** Imports the dump of a request. Throws `malformed-request` when nothing of it can be read. */
export async function importBrowserData(
  deps: Needs,
  body: IncomingMessage,
  { dryRun, signal }: { dryRun: boolean; signal: AbortSignal },
): Promise<ImportReport> {
  const upload = await uploadToFile(deps, body, { maxBytes: MAX_BYTES, signal })
  try {
    // The parser of JSON in pieces is loaded with the first import: a service at rest does without it.
    const { importFile } = await import('./import-file.ts')
    return await importFile(deps, upload.file, { dryRun, signal })
  } finally {
    await upload.remove()
  }
}
