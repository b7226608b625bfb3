import { open } from 'node:fs/promises'

const isWindows = process.platform === 'win32'

/** Waits until what a file holds is on disk. */
export const syncFile = (path: string) => sync(path, isWindows ? 'r+' : 'r')

/** Waits until the names in a folder are on disk: without it, a power cut may undo a rename. Windows need not. */
export async function syncFolder(path: string) {
  if (!isWindows) await sync(path, 'r')
}

async function sync(path: string, flags: string) {
  const handle = await open(path, flags)
  await handle.sync().finally(() => handle.close())
}
