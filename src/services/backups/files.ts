import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, lstat, readdir, realpath, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFile, syncFolder } from '../../../db/sync-path.ts'
import { unsound } from './failure.ts'

export interface FileSum {
  name: string
  size_bytes: number
  sha256: string
}

/** SHA-256 and size of a file, in bounded memory. */
export async function sumOfFile(path: string): Promise<Omit<FileSum, 'name'>> {
  const hash = createHash('sha256')
  let size_bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    hash.update(chunk)
    size_bytes += chunk.length
  }
  return { size_bytes, sha256: hash.digest('hex') }
}

/** Sums of several files of a folder. */
export async function sumsOf(folder: string, names: readonly string[]): Promise<FileSum[]> {
  const sums: FileSum[] = []
  for (const name of names) sums.push({ name, ...(await sumOfFile(join(folder, name))) })
  return sums
}

/** Throws when a file of a backup is missing, is not what its sum says, or is a link to somewhere else. */
export async function assertFile(folder: string, file: FileSum) {
  await assertSize(folder, file)
  if ((await sumOfFile(join(folder, file.name))).sha256 !== file.sha256)
    throw unsound(`${file.name} has changed since it was made`)
}

/** The part of `assertFile` that reads nothing. */
async function assertSize(folder: string, { name, size_bytes }: FileSum) {
  const path = join(folder, name)
  const found = await lstat(path).catch(() => undefined)
  if (!found) throw unsound(`${name} is missing`)
  if (!found.isFile() || (await realpath(path)) !== join(await realpath(folder), name))
    throw unsound(`${name} is not a file of the backup`)
  if (found.size !== size_bytes) throw unsound(`${name} has another size than when it was made`)
}

/** Whether a file of a backup is there and is what its sum says. */
export const isWhole = (folder: string, file: FileSum) =>
  assertFile(folder, file).then(
    () => true,
    () => false,
  )

/**
 * Makes the file of another backup one of this backup too, without a copy. False where that cannot be. Its sum is
 * compared only if `isChecked`.
 */
export async function linkFile(from: string, to: string, file: FileSum, isChecked: boolean): Promise<boolean> {
  try {
    await (isChecked ? assertFile(from, file) : assertSize(from, file))
    await link(join(from, file.name), join(to, file.name))
    return true
  } catch {
    return false
  }
}

/** Waits until a folder and all that is in it are on disk. */
export async function syncAll(folder: string) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    await (entry.isDirectory() ? syncAll(path) : syncFile(path))
  }
  await syncFolder(folder)
}

/** Writes a file so that it is there whole or not at all. */
export async function writeWhole(folder: string, name: string, text: string) {
  const temporary = join(folder, `.${name}.part`)
  await writeFile(temporary, text, { flush: true })
  await rename(temporary, join(folder, name))
  await syncFolder(folder)
}
