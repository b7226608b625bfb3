import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import t from 'tap'
import { refusalOf, savesOf, stateOf } from '../fixtures/saves.ts'
import { notebook } from '../fixtures/sqlite.ts'
import { world } from '../fixtures/world.ts'

/** Pages of 4096 bytes that the file may have, the same to SQLite as a disk with no more room. */
const limitPages = (pages: number) => sql.raw(`pragma max_page_count = ${pages}`)
const integrity = (path: string) => {
  const database = new DatabaseSync(path, { readOnly: true })
  const result = database.prepare('pragma integrity_check').get()
  database.close()
  return result
}

t.test('a full disk refuses writes, and exactly what was acknowledged is there', async (t) => {
  const { db, path, write, read } = await notebook(t)
  await limitPages(40).execute(db)
  const acknowledged: string[] = []
  let refused = 0
  for (let round = 0; round < 20; round++) {
    const texts = Array.from({ length: 8 }, (_, at) => `${round}-${at}-`.padEnd(1_500, 'x'))
    const told = await Promise.allSettled([
      ...texts.map((text) => write(text)),
      db.transaction().execute(async (trx) => {
        await write(`${round} first`, trx)
        await write(`${round} second`.padEnd(9_000, 'x'), trx)
      }),
    ])
    for (const [at, it] of told.entries()) {
      if (it.status === 'rejected') {
        refused++
        t.match(it.reason, { code: 'ERR_SQLITE_ERROR', message: /full/ })
      } else if (at < 8) acknowledged.push(texts[at] as string)
      else acknowledged.push(`${round} first`, `${round} second`.padEnd(9_000, 'x'))
    }
  }
  t.ok(acknowledged.length > 10)
  t.ok(refused > 10)
  t.strictSame((await read()).sort(), acknowledged.sort())
  await limitPages(1_000).execute(db)
  await write('room again')
  t.equal((await read()).at(-1), 'room again')
  t.strictSame({ ...integrity(path) }, { integrity_check: 'ok' })
})

t.test('saveSession answers 503 on a full disk, loadSession goes on, and saves go on once there is room', async (t) => {
  const { deps, env, call, logged } = await world(t, 'sqlite')
  const { save, load } = savesOf({ call })
  const state = (at: number) => stateOf({ at, note: 'x'.repeat(2_000) })
  await limitPages(50).execute(deps.db)
  const replies = await Promise.all(Array.from({ length: 100 }, (_, at) => save(`disk-${at}`, state(at))))
  for (let at = 100; at < 200; at++) replies.push(await save(`disk-${at}`, state(at)))
  const refused = replies.filter((reply) => reply.statusCode !== 200)
  t.ok(refused.length > 0 && refused.length < 200)
  for (const reply of refused) {
    t.strictSame(refusalOf(reply), [503, 'database-unavailable'])
    t.ok(Number(reply.headers['retry-after']) > 0)
    t.notMatch(reply.body, /sqlite|full|insert/i)
  }
  for (const [at, reply] of replies.entries()) {
    const loaded = await load(`disk-${at}`)
    if (reply.statusCode === 200) t.strictSame(loaded.json().state, state(at))
    else t.equal(loaded.statusCode, 404)
  }
  t.ok(logged.some((line) => line.includes('database-unavailable')))
  await limitPages(10_000).execute(deps.db)
  t.equal((await save('disk-199', state(199))).statusCode, 200)
  t.strictSame({ ...integrity((env.DATABASE_URL as string).replace('sqlite:', '')) }, { integrity_check: 'ok' })
})
