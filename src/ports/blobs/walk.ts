import type { Dirent } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TEMPORARY } from './files.ts'
import { unlessAbsent } from './folders.ts'
import { isKeyPart, type ListedObject } from './port.ts'

/** Age from which a temporary file was left by a process that died: no write takes so long. */
const STALE_MS = 3_600_000

interface Walk {
  root: string
  prefix: string
  /** Milliseconds since the epoch, to tell which temporary files are stale. */
  now: number
}

/** Objects below a folder, in the order of their keys. Removes stale temporary files on its way. */
export async function* walk(asked: Walk, folder = ''): AsyncGenerator<ListedObject, void, undefined> {
  for (const entry of await entriesOf(join(asked.root, folder))) {
    const key = folder + entry.name
    const path = join(asked.root, key)
    if (entry.isFile() && entry.name.startsWith(TEMPORARY)) await removeStale(path, asked.now)
    if (!isKeyPart(entry.name)) continue
    if (entry.isDirectory() && mayHold(`${key}/`, asked.prefix)) yield* walk(asked, `${key}/`)
    if (!entry.isFile() || !key.startsWith(asked.prefix)) continue
    // None: another process has deleted it.
    const stats = await unlessAbsent(lstat(path))
    if (stats) yield { key, sizeBytes: stats.size, modifiedAt: stats.mtime }
  }
}

const mayHold = (folder: string, prefix: string) => folder.startsWith(prefix) || prefix.startsWith(folder)

/** Name to sort by: `a-b`, `a.b` and `a/b` stand in the order of their whole keys, as S3 lists them. */
const sortName = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name)

async function entriesOf(path: string): Promise<Dirent[]> {
  const entries = (await unlessAbsent(readdir(path, { withFileTypes: true }))) ?? []
  return entries.sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1))
}

async function removeStale(path: string, now: number) {
  const stats = await unlessAbsent(lstat(path))
  if (stats && now - stats.mtimeMs > STALE_MS) await rm(path, { force: true })
}
