import { isAnonymousOfStep } from '../../../db/anonymous-rows.ts'
import type { Db } from '../../../db/tables.ts'

/** Deletes the conversations between two ids that are no user's, and in which nothing was said since a time. */
export const deleteIdleChats = (db: Db, step: { after: number; until: number | undefined; before: string }) =>
  db.deleteFrom('chats').where(isAnonymousOfStep(step)).where('updated_at', '<', step.before).execute()
