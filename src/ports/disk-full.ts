/** EFBIG: the system or the file system does not let a file grow further. */
const codes = ['ENOSPC', 'EDQUOT', 'EFBIG']
const SQLITE_FULL = 13

/** Whether an error of the file system or of SQLite means that no space is left. */
export function isDiskFull(error: unknown): boolean {
  const { code = '', errcode = 0 } = error as NodeJS.ErrnoException & { errcode?: number }
  return codes.includes(code) || (errcode & 0xff) === SQLITE_FULL
}
