import { statSync } from 'node:fs'

/** The database file was deleted or replaced while open: whatever is written to it now is lost. */
class FileGone extends Error {
  /** SQLite's code for "cannot open". */
  readonly code = 'ERR_SQLITE_ERROR'
  readonly errcode = 14

  constructor(path: string) {
    super(`the database file ${path} was deleted or replaced while the service runs: restart the service`)
  }
}

/** Remembers the file at a path. The returned function throws when another file, or none, is there. */
export function fileCheck(path: string, onError: (error: Error) => void = () => {}): () => void {
  const opened = statSync(path)
  return () => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.ino === opened.ino && found.dev === opened.dev) return
    const error = new FileGone(path)
    onError(error)
    throw error
  }
}
