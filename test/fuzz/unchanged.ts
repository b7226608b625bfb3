import { DatabaseSync } from 'node:sqlite'
import { sqlitePath } from '../../db/connect.ts'
import { exampleGuest, exampleUser, strangerUser } from '../fixtures/users.ts'
import type { World } from '../fixtures/world.ts'
import { Fault } from './fault.ts'
import type { Keeper } from './pair.ts'

export interface Unchanged {
  /** Whether the rows that the contract's examples need are as at the last call. */
  hasExamples(): boolean
  /** To be called before a request; the answer throws a Fault when a row has changed since. `again` sends it once more. */
  begin(): (again: () => Promise<unknown>) => Promise<void>
}

/** Rows that the examples of the contract need: the users, what says that they are signed in, their calls and numbers. */
const ids = [exampleUser, exampleGuest, strangerUser].map(({ id }) => `'${id}'`).join()
const ofExamples = [
  `select * from users where id in (${ids}) order by id`,
  `select token_id from token_blacklist where user_id in (${ids}) order by token_id`,
  `select * from calls where id like '019aa0c8-%'`,
  `select * from scheduled_calls where id like '019aa0c8-%'`,
  `select * from verification_codes where id like 'c0de00%' order by id`,
  `select * from verified_numbers where user_id in (${ids}) order by phone_number`,
]

/** A refused request is counted as an attempt. */
const mayChange = /^(login_attempts|verification_codes)$/

/** Whether a request has written anything, seen from a connection of its own to the file of SQLite. */
export function watchSqlite(t: Keeper, { env }: World): Unchanged {
  const file = new DatabaseSync(sqlitePath(env.DATABASE_URL as string) as string, { readOnly: true })
  t.teardown(() => file.close())
  // Changes with each commit of another connection.
  const version = () => (file.prepare('pragma data_version').get() as { data_version: number }).data_version
  const tables = file.prepare(`select name from sqlite_schema where type = 'table'`).all() as { name: string }[]
  const rows = () =>
    Object.fromEntries(tables.map(({ name }) => [name, JSON.stringify(file.prepare(`select * from "${name}"`).all())]))
  const examples = () => JSON.stringify(ofExamples.map((query) => file.prepare(query).all()))
  let kept = ''
  return {
    hasExamples() {
      const now = examples()
      const isSame = now === kept
      kept = now
      return isSame
    },
    begin() {
      const before = version()
      return async (again) => {
        if (version() === before) return
        // Something has been written, perhaps by work in the background: the same once more, looking at each row.
        const earlier = rows()
        await again()
        const later = rows()
        const changed = tables.filter(({ name }) => earlier[name] !== later[name] && !mayChange.test(name))
        if (changed.length > 0)
          throw new Fault(
            'refusals_change_nothing',
            `refused, but changed ${changed.map(({ name }) => name).join(', ')}`,
          )
      }
    },
  }
}
