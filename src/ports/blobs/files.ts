import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, lstat, open, rename, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeFolders, pathOf, syncFolder, unlessAbsent } from './folders.ts'
import type { ObjectKey } from './port.ts'

/** Beginning of the names of files that are not yet whole. No part of a key begins so. */
export const TEMPORARY = '.tmp-'

/** Writes beside the object, then renames: a reader, or a crash, meets the whole object or none. */
export async function writeObject(root: string, key: ObjectKey, bytes: Uint8Array) {
  const folder = await makeFolders(root, key)
  const temporary = join(folder, TEMPORARY + randomUUID())
  try {
    await writeDurably(temporary, bytes)
    await rename(temporary, join(folder, basename(key)))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(folder)
}

async function writeDurably(path: string, bytes: Uint8Array) {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

export async function readObject(root: string, key: ObjectKey): Promise<Uint8Array | undefined> {
  const path = await pathOf(root, key)
  return path === undefined ? undefined : unlessAbsent(readWhole(path))
}

async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  return file.readFile().finally(() => file.close())
}

/** Path and size of an object; undefined when there is none. */
export async function statObject(root: string, key: ObjectKey) {
  const path = await pathOf(root, key)
  const stats = path === undefined ? undefined : await unlessAbsent(lstat(path))
  return path !== undefined && stats?.isFile() ? { path, sizeBytes: stats.size } : undefined
}

/** Removes an object. Its folders stay: another process may be about to write into them. */
export async function removeObject(root: string, key: ObjectKey) {
  const object = await statObject(root, key)
  if (!object) return
  await unlessAbsent(unlink(object.path))
  await syncFolder(dirname(object.path))
}

export async function copyObject(root: string, key: ObjectKey, path: string): Promise<boolean> {
  const object = await statObject(root, key)
  if (!object) return false
  try {
    await copyDurably(object.path, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !(await statObject(root, key))) return false
    throw error
  }
  return true
}

/** Some file systems copy without using space: the two share blocks until one of them is written to. */
const COPY_MODE = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE

async function copyDurably(from: string, to: string) {
  try {
    await copyFile(from, to, COPY_MODE)
    const file = await open(to, 'r+')
    await file.sync().finally(() => file.close())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(to, { force: true }).catch(() => {})
    throw error
  }
}
