import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { connect } from '../../db/connect.ts'
import { isUnavailable } from '../../db/errors.ts'
import { findParty } from '../../src/domains/saves/store.ts'
import { tcpProxy, through } from '../fixtures/tcp-proxy.ts'
import { freshDatabase } from '../fixtures/world.ts'

/** A migrated database behind a proxy, with short limits and a pool of four connections, all of them open. */
async function behindProxy(t: Test) {
  const url = await freshDatabase(t, 'postgres')
  const proxy = await tcpProxy(t, Number(new URL(url).port))
  const limits = { query_timeout: 300, statement_timeout: 200, connectionTimeoutMillis: 500 }
  const connection = connect(through(proxy, url), { poolMax: 4, limits })
  t.teardown(() => connection.close())
  await connection.migrate()
  const ping = () => connection.ping()
  const transaction = () => connection.db.transaction().execute((trx) => sql`select 1`.execute(trx))
  const find = () => findParty(connection.db, { owner: 'session:nothing', session_id: 'nothing' })
  await Promise.all([ping(), transaction(), find(), sql`select pg_sleep(0.05)`.execute(connection.db)])
  return { ...connection, proxy, ping, transaction, find }
}

for (const path of ['ping', 'transaction', 'find'] as const) {
  t.test(`connections that fell silent are replaced after one time-out (${path})`, async (t) => {
    const database = await behindProxy(t)
    t.equal(database.proxy.open.size, 4)
    database.proxy.silence()
    const error = await database[path]().then(
      () => undefined,
      (error: unknown) => error,
    )
    t.equal(isUnavailable(error), true, 'the request that waited is told that the database is away')
    for (let at = 0; at < 8; at++) await database[path]()
    t.equal(database.proxy.open.size, 1)
  })
}

t.test('a statement that is refused keeps its connection, also among those sent by a compiled query', async (t) => {
  const { db, proxy, find } = await behindProxy(t)
  const before = [...proxy.open]
  for (let at = 0; at < 8; at++) await t.rejects(sql`select no_such_column`.execute(db), { code: '42703' })
  for (let at = 0; at < 8; at++) {
    await t.rejects(findParty(db, { owner: 'session:\u0000', session_id: '\u0000' }), { code: '22021' })
    await find()
  }
  t.strictSame(
    [...proxy.open].map((socket) => before.indexOf(socket)),
    [0, 1, 2, 3],
  )
})

t.test('closing does not wait for a server that is silent', async (t) => {
  const { proxy, close } = await behindProxy(t)
  proxy.silence()
  await close()
  t.pass('closed')
})
