import type { ImportReport } from '../../../schemas/imports.ts'
import type { Needs } from './sink.ts'

export type { Needs }

/** Imports a dump from a file. Throws `malformed-request` when nothing of it can be read. */
export async function importBrowserData(deps: Needs, dump: { file: string; dry_run: boolean }): Promise<ImportReport> {
  // The parser of JSON in pieces is loaded with the first import: a service at rest does without it.
  const { importFile } = await import('./import-file.ts')
  return importFile(deps, dump)
}
