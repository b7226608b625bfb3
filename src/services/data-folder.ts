import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Makes the folder where files live, and makes sure that it can be written to. */
export function openDataFolder(path: string) {
  try {
    makeFolder(resolve(path))
    rmdirSync(mkdtempSync(join(path, '.writable-')))
  } catch (error) {
    throw new Error(`the folder cannot be made or written to (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** Node's own `recursive` never ends where the system answers ENOENT for a parent that exists, as in /proc. */
function makeFolder(path: string) {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process that starts at the same time has made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
