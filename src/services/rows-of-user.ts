import { userIn } from '../../db/owner.ts'
import type { Db } from '../../db/tables.ts'
import { eachRow } from './each-row.ts'
import type { ExportedList } from './owned.ts'

/** The rows of a user for an export, by their ids from `first` on; none of an anonymous session. */
export const rowsOfUser = <Row extends { id: string }>(
  read: (db: Db, userId: string, after: string, limit: number) => Promise<Row[]>,
  toItem: (row: Row, db: Db) => object | Promise<object>,
  first = '',
): ExportedList['items'] =>
  async function* items(db, owner) {
    const userId = userIn(owner)
    if (userId === undefined) return
    const page = (after: string, limit: number) => read(db, userId, after, limit)
    for await (const row of eachRow(first, page, ({ id }) => id)) yield await toItem(row, db)
  }
