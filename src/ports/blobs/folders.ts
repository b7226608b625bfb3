import { lstat, mkdir, open, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDiskFull } from '../disk-full.ts'
import { BlobsFailure, type ObjectKey } from './port.ts'

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''

/** Errors that mean that there is no such file. ELOOP: a symbolic link, which is never an object. */
const absent = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP']

/** Resolves to undefined where there is no such file. */
export const unlessAbsent = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error) => {
    if (absent.includes(codeOf(error))) return undefined
    throw error
  })

const refused = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ELOOP']

/** Failure of the port for an error of the file system, whose own message quotes the path. */
export function toFailure(error: unknown): BlobsFailure {
  if (error instanceof BlobsFailure) return error
  const code = codeOf(error)
  const kind = isDiskFull(error) ? 'full' : refused.includes(code) ? 'refused' : 'unavailable'
  return new BlobsFailure(kind, `the file system fails (${code || 'fault'})`)
}

/** Path of an object that may exist; undefined where a symbolic link leads elsewhere, or its folder is absent. */
export async function pathOf(root: string, key: ObjectKey): Promise<string | undefined> {
  const path = join(root, key)
  const realRoot = await unlessAbsent(realpath(root))
  const folder = await unlessAbsent(realpath(dirname(path)))
  return realRoot !== undefined && folder === join(realRoot, dirname(key)) ? path : undefined
}

/** Makes the folders of a key one by one, so that none is made behind a symbolic link. Resolves to the last one. */
export async function makeFolders(root: string, key: ObjectKey): Promise<string> {
  await makeFolder(root)
  let path = await realpath(root)
  for (const part of key.split('/').slice(0, -1)) {
    path = join(path, part)
    await makeFolder(path)
    if (!(await lstat(path)).isDirectory()) throw new BlobsFailure('refused', 'a folder of objects is no folder')
  }
  return path
}

async function makeFolder(path: string) {
  try {
    await mkdir(path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    throw error
  }
  await syncFolder(dirname(path))
}

/** Brings names of a folder to the disk: without it, a power cut may undo a rename. Windows cannot, and need not. */
export async function syncFolder(path: string) {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
