import { statSync } from 'node:fs'

/** The database file was deleted or replaced while it is open: what is written to it now cannot be found again. */
class FileGone extends Error {
  /** As SQLite says that it cannot open a file. */
  readonly code = 'ERR_SQLITE_ERROR'
  readonly errcode = 14

  constructor(path: string) {
    super(`the database file ${path} was deleted or replaced while the service runs: restart the service`)
  }
}

/** Remembers which file has the path now. Answers what throws when it has another one, or none, later. */
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
