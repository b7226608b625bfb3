import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import t from 'tap'
import { connect } from '../../db/connect.ts'
import { isUnavailable } from '../../db/errors.ts'
import { freePort } from '../fixtures/postgres.ts'
import { temporaryFile } from '../fixtures/sqlite.ts'
import { freshDatabase } from '../fixtures/world.ts'

const errorOf = async (run: () => unknown): Promise<unknown> => {
  try {
    await run()
  } catch (error) {
    return error
  }
}

t.test('an error of SQLite that says the file is away is told from one that says the statement is wrong', async (t) => {
  const path = await temporaryFile(t)
  const database = new DatabaseSync(path, { timeout: 0 })
  database.exec('create table notes (text text unique); insert into notes values (1)')
  const wrong = ['insert into notes values (1)', 'select * from nowhere', 'selekt', "select json_extract('{', '$')"]
  for (const statement of wrong) t.notOk(isUnavailable(await errorOf(() => database.exec(statement))), statement)

  const other = new DatabaseSync(path, { timeout: 0 })
  other.exec('begin immediate')
  t.ok(isUnavailable(await errorOf(() => database.exec('insert into notes values (2)'))), 'locked by another')
  other.close()
  const reading = new DatabaseSync(path, { readOnly: true })
  t.ok(isUnavailable(await errorOf(() => reading.exec('insert into notes values (2)'))), 'read only')
  reading.close()
  database.exec('pragma max_page_count = 3')
  const blob = 'insert into notes values (randomblob(100000))'
  t.ok(isUnavailable(await errorOf(() => database.exec(blob))), 'full')
  const statement = database.prepare('select 1')
  database.close()
  t.ok(isUnavailable(await errorOf(() => database.exec('select 1'))), 'closed')
  t.ok(isUnavailable(await errorOf(() => statement.get())), 'finalized')
  t.ok(isUnavailable(await errorOf(() => new DatabaseSync('/nowhere/at/all.db'))), 'cannot be opened')
})

t.test('an error of Postgres that says it is away is told from one that says the statement is wrong', async (t) => {
  const connectionString = await freshDatabase(t, 'postgres')
  const one = new pg.Client({ connectionString })
  const other = new pg.Client({ connectionString })
  for (const client of [one, other]) {
    client.on('error', () => {})
    await client.connect()
  }
  await one.query('create table notes (id int unique); insert into notes values (1)')
  const wrong = [
    'insert into notes values (1)',
    'select * from nowhere',
    'selekt',
    'select 1/0',
    'select 3000000000::int',
  ]
  for (const text of wrong) t.notOk(isUnavailable(await errorOf(() => one.query(text))), text)

  await other.query('begin; lock table notes')
  await one.query("set lock_timeout = '10ms'")
  t.ok(isUnavailable(await errorOf(() => one.query('insert into notes values (2)'))), 'lock time-out')
  await one.query("set statement_timeout = '10ms'")
  t.ok(isUnavailable(await errorOf(() => one.query('select pg_sleep(1)'))), 'statement time-out')
  await one.query('set statement_timeout = 0; set default_transaction_read_only = on')
  t.ok(isUnavailable(await errorOf(() => one.query('create table more (id int)'))), 'read only')
  const { rows } = await other.query('select pg_backend_pid() as pid')
  const waiting = errorOf(() => other.query('select pg_sleep(5)'))
  await one.query(`select pg_terminate_backend(${rows[0].pid})`)
  t.ok(isUnavailable(await waiting), 'terminated')
  t.ok(isUnavailable(await errorOf(() => other.query('select 1'))), 'no longer queryable')
  await one.end()
  t.ok(isUnavailable(await errorOf(() => one.query('select 1'))), 'ended')

  const gone = new URL(connectionString)
  gone.port = String(await freePort())
  const client = new pg.Client({ connectionString: gone.href })
  t.ok(isUnavailable(await errorOf(() => client.connect())), 'refused')
})

t.test('a statement that Postgres gave up to end a deadlock may be tried again', async (t) => {
  const connectionString = await freshDatabase(t, 'postgres')
  const clients = [new pg.Client({ connectionString }), new pg.Client({ connectionString })]
  const [one, other] = clients as [pg.Client, pg.Client]
  for (const client of clients) {
    await client.connect()
    await client.query("set deadlock_timeout = '20ms'")
  }
  await one.query('create table notes (id int); insert into notes values (1), (2)')
  const lock = (client: pg.Client, id: number) => client.query(`update notes set id = id where id = ${id}`)
  await Promise.all(clients.map((client, at) => client.query('begin').then(() => lock(client, at + 1))))
  const errors = await Promise.all([errorOf(() => lock(one, 2)), errorOf(() => lock(other, 1))])
  t.equal(errors.filter((error) => isUnavailable(error)).length, 1)
  await Promise.all(clients.map((client) => client.end()))
})

t.test('a pool that has no connection left, or is closed, counts as away', async (t) => {
  const pool = new pg.Pool({
    connectionString: await freshDatabase(t, 'postgres'),
    max: 1,
    // Long enough for a busy machine to connect at all.
    connectionTimeoutMillis: 500,
    query_timeout: 30,
  })
  const client = await pool.connect()
  t.ok(isUnavailable(await errorOf(() => pool.query('select 1'))), 'none free in time')
  t.ok(isUnavailable(await errorOf(() => client.query('select pg_sleep(1)'))), 'silent')
  client.release(true)
  await pool.end()
  t.ok(isUnavailable(await errorOf(() => pool.query('select 1'))), 'ended')
})

t.test('what is no error of a database is never taken for one', async (t) => {
  for (const error of [undefined, null, 'ECONNREFUSED', {}, new Error('no'), new TypeError('x is not a function')]) {
    t.notOk(isUnavailable(error))
  }
  const { ping, close } = connect(`sqlite:${await temporaryFile(t)}`)
  await ping()
  await close()
  t.ok(await errorOf(ping), 'a closed connection does not answer a ping')
})
