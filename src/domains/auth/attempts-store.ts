import { type Expression, sql } from 'kysely'
import type { Db } from '../../../db/tables.ts'

/** An attempt that is counted at a time. */
export interface Attempt {
  key: string
  nowMs: number
}

/** As a number of the column's type: Postgres takes a bare parameter in a `case` for text. */
const big = (value: number) => sql<number>`cast(${value} as bigint)`

/** A time beyond the longest wait was written by a clock that has been set back since: it counts as over. */
const isOver = (nowMs: number, longestMs: number) =>
  sql<boolean>`(login_attempts.blocked_until_ms <= ${big(nowMs)}
    or login_attempts.blocked_until_ms > ${big(nowMs + longestMs)})`

/** Counts one within a window that begins with the first. Answers the count, and when the window ends. */
export const countInWindow = (db: Db, { key, nowMs, windowMs }: Attempt & { windowMs: number }) => {
  const over = isOver(nowMs, windowMs)
  return db
    .insertInto('login_attempts')
    .values({
      key,
      account: null,
      failures: 1,
      blocked_until_ms: nowMs + windowMs,
      known_until_ms: 0,
      updated_at_ms: nowMs,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((set) => ({
        failures: sql<number>`case when ${over} then 1 else login_attempts.failures + 1 end`,
        blocked_until_ms: sql<number>`case when ${over} then ${set.ref('excluded.blocked_until_ms')}
          else login_attempts.blocked_until_ms end`,
        updated_at_ms: nowMs,
      })),
    )
    .returning(['failures', 'blocked_until_ms'])
    .executeTakeFirstOrThrow()
}

/** How long an account waits: nothing after the first failures, then the waits in their order, the last one again and again. */
export interface Waits {
  free: number
  waitsMs: readonly number[]
  /** A failure is forgotten after so long. */
  memoryMs: number
}

const failuresOf = ({ nowMs, memoryMs }: Attempt & Waits): Expression<number> =>
  sql<number>`case when login_attempts.updated_at_ms < ${big(nowMs - memoryMs)} then 1
    else login_attempts.failures + 1 end`

function waitOf(attempt: Attempt & Waits): Expression<number> {
  const branches = attempt.waitsMs.map((waitMs, at) => {
    const isLast = at === attempt.waitsMs.length - 1
    return isLast
      ? sql`else ${big(waitMs)}`
      : sql`when ${failuresOf(attempt)} <= ${big(attempt.free + at)} then ${big(waitMs)}`
  })
  return sql<number>`case when ${failuresOf(attempt)} < ${big(attempt.free)} then ${big(0)} ${sql.join(branches, sql` `)} end`
}

/**
 * Counts an attempt as failed before it is known whether it is: of a hundred at once, only the first few are made. No row
 * comes back, and nothing is counted, while the account has to wait.
 */
export const beginAttempt = (db: Db, attempt: Attempt & Waits & { account: string }) => {
  const { key, account, nowMs, waitsMs } = attempt
  return db
    .insertInto('login_attempts')
    .values({ key, account, failures: 1, blocked_until_ms: nowMs, known_until_ms: 0, updated_at_ms: nowMs })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          failures: failuresOf(attempt),
          blocked_until_ms: sql<number>`${big(nowMs)} + ${waitOf(attempt)}`,
          updated_at_ms: nowMs,
        })
        .where(isOver(nowMs, Math.max(...waitsMs))),
    )
    .returning('failures')
    .executeTakeFirst()
}

export const findAttempt = (db: Db, key: string) =>
  db
    .selectFrom('login_attempts')
    .select(['blocked_until_ms', 'known_until_ms'])
    .where('key', '=', key)
    .executeTakeFirst()

/** Nothing is held against the account any more. */
export const clearAttempts = (db: Db, key: string) =>
  db.updateTable('login_attempts').set({ failures: 0, blocked_until_ms: 0 }).where('key', '=', key).execute()

/** Takes the last counted attempt back: it was not made. */
export const takeBack = (db: Db, key: string) =>
  db
    .updateTable('login_attempts')
    .set((set) => ({ failures: set('failures', '-', 1), blocked_until_ms: 0 }))
    .where('key', '=', key)
    .where('failures', '>', 0)
    .execute()

/** Remembers that an account's owner comes from an address. */
export const rememberKnown = (
  db: Db,
  { key, account, nowMs, untilMs }: Attempt & { account: string; untilMs: number },
) => {
  const values = { failures: 0, blocked_until_ms: 0, known_until_ms: untilMs, updated_at_ms: nowMs }
  return db
    .insertInto('login_attempts')
    .values({ key, account, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute()
}

/** Removes all rows of an account. */
export const deleteAttempts = (db: Db, account: string) =>
  db.deleteFrom('login_attempts').where('account', '=', account).execute()

/** Removes rows that nothing depends on any more. */
export const pruneAttempts = (db: Db, { nowMs, beforeMs }: { nowMs: number; beforeMs: number }) =>
  db.deleteFrom('login_attempts').where('updated_at_ms', '<', beforeMs).where('known_until_ms', '<', nowMs).execute()
