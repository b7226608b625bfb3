import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, readdir, realpath, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
export async function assertFile(folder: string, { name, size_bytes, sha256 }: FileSum) {
  const path = join(folder, name)
  const found = await lstat(path).catch(() => undefined)
  if (!found) throw unsound(`${name} is missing`)
  if (!found.isFile() || (await realpath(path)) !== join(await realpath(folder), name))
    throw unsound(`${name} is not a file of the backup`)
  if (found.size !== size_bytes) throw unsound(`${name} has another size than when it was made`)
  if ((await sumOfFile(path)).sha256 !== sha256) throw unsound(`${name} has changed since it was made`)
}

/** Waits until a file, or the names in a folder, are on disk. */
export async function sync(path: string) {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Waits until a folder and all that is in it are on disk. */
export async function syncAll(folder: string) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    await (entry.isDirectory() ? syncAll(path) : sync(path))
  }
  await sync(folder)
}

/** Writes a file so that it is there whole or not at all. */
export async function writeWhole(folder: string, name: string, text: string) {
  const temporary = join(folder, `.${name}.part`)
  await writeFile(temporary, text, { flush: true })
  await rename(temporary, join(folder, name))
  await sync(folder)
}
