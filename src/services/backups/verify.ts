import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fileOfTable, readPostgresSnapshot } from '../../../db/snapshot/postgres-snapshot.ts'
import { OBJECTS_FILE, type Snapshot } from '../../../db/snapshot/snapshot.ts'
import { readSqliteSnapshot, SQLITE_FILE } from '../../../db/snapshot/sqlite-snapshot.ts'
import { unsound } from './failure.ts'
import { assertFile } from './files.ts'
import type { Manifest } from './manifest.ts'
import { countDamaged } from './objects.ts'
import type { OnStep } from './progress.ts'

/**
 * Reads all of a backup again: every file against its sum, the database as a whole against what it was when the
 * snapshot was taken, and every object that was copied. Throws a `BackupFailure` when a file, the database or the list of
 * objects differs. Answers how many copies of objects are missing or damaged: one picture less is no reason to have none
 * of the rows.
 */
export async function verify(folder: string, manifest: Manifest, onStep: OnStep): Promise<number> {
  assertFileNames(manifest)
  for (const [done, file] of manifest.files.entries()) {
    onStep('files', done / manifest.files.length)
    await assertFile(folder, file)
  }
  onStep('rows', 0)
  const found =
    manifest.engine === 'sqlite'
      ? readSqliteSnapshot(join(folder, SQLITE_FILE))
      : await readPostgresSnapshot(folder, manifest.tables)
  assertContents(found, manifest)
  return countDamaged(folder, manifest, (share) => onStep('objects', share))
}

/** Throws when what was read is not what the manifest says that the database held. */
export function assertContents(found: Pick<Snapshot, 'migrations' | 'tables'>, manifest: Manifest) {
  if (!isDeepStrictEqual(found.migrations, manifest.migrations)) throw unsound('its migrations are not those it names')
  for (const table of manifest.tables) {
    const same = found.tables.find(({ name }) => name === table.name)
    if (!isDeepStrictEqual({ ...same }, { ...table })) throw unsound(`table ${table.name} is not as it was`)
  }
  if (found.tables.length !== manifest.tables.length) throw unsound('its tables are not those it names')
}

/** A file that the manifest does not name would be used without having been checked. */
function assertFileNames({ engine, tables, files }: Manifest) {
  const needed = [...(engine === 'sqlite' ? [SQLITE_FILE] : tables.map(({ name }) => fileOfTable(name))), OBJECTS_FILE]
  if (!isDeepStrictEqual(files.map(({ name }) => name).sort(), needed.sort()))
    throw unsound('its files are not those of a backup')
}
