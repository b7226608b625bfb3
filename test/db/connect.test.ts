import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { connect, engineOf, sqlitePath } from '../../db/connect.ts'
import { connectionOf } from '../../db/postgres.ts'
import { findParty } from '../../src/domains/saves/store.ts'
import { temporaryFile } from '../fixtures/sqlite.ts'
import { freshDatabase } from '../fixtures/world.ts'

t.test('a URL of another scheme is refused without repeating it', async (t) => {
  const urls = [
    'mysql://user:secret@host/db',
    'http://secret',
    '',
    'postgres:db',
    './lorekeep.db',
    'SQLITE:x',
    'sqlit:x',
  ]
  for (const url of urls) {
    for (const use of [engineOf, connect]) {
      t.throws(() => use(url), { message: /begins with sqlite:, file:, postgres:\/\/ or postgresql:\/\// }, url)
      t.throws(() => use(url), { message: /^((?!secret).)*$/ })
    }
  }
})

t.test('every form of a database URL names its engine', async (t) => {
  for (const url of ['postgres://h/d', 'postgresql://u:p@h:5432/d?sslmode=require']) t.equal(engineOf(url), 'postgres')
  for (const url of ['sqlite:./x.db', 'sqlite:///x.db', 'sqlite:x.db', 'file:x.db', 'file:///x.db']) {
    t.equal(engineOf(url), 'sqlite')
  }
})

t.test('a SQLite URL names a file, relative to where we run or absolute', async (t) => {
  t.equal(sqlitePath('sqlite:./data/lorekeep.db'), resolve('data/lorekeep.db'))
  t.equal(sqlitePath('sqlite:lorekeep.db'), resolve('lorekeep.db'))
  t.equal(sqlitePath('file:data/a%20b.db'), resolve('data/a b.db'))
  t.equal(sqlitePath('sqlite:/var/lib/lorekeep.db'), '/var/lib/lorekeep.db')
  t.equal(sqlitePath('sqlite:///var/lib/lore%20keep.db'), '/var/lib/lore keep.db')
  t.equal(sqlitePath('file:///var/lib/lorekeep.db'), '/var/lib/lorekeep.db')
})

t.test('connect opens a SQLite file in a folder that is not there yet', async (t) => {
  const path = join(dirname(await temporaryFile(t)), 'deep/er', 'a b.db')
  const connection = connect(pathToFileURL(path).href)
  t.equal(connection.where, path)
  t.equal(connection.engine, 'sqlite')
  await connection.ping()
  t.ok(existsSync(path))
  await connection.close()
})

t.test('a ping of a SQLite file that cannot be opened throws', async (t) => {
  const path = await temporaryFile(t)
  await mkdir(path)
  const { ping, close } = connect(`sqlite:${path}`)
  await t.rejects(ping(), { code: 'ERR_SQLITE_ERROR' })
  await close()
})

t.test('connect never says the user or the password of a Postgres URL', async (t) => {
  const connection = connect('postgres://someone:secret@db.example:25060/lore?sslmode=require')
  t.equal(connection.where, 'db.example:25060/lore')
  await connection.close()
})

const ca = '-----BEGIN CERTIFICATE-----'
const verified = { rejectUnauthorized: true, servername: 'db.example' }
/** The URL's query, what is set besides, and the TLS that follows. */
const tls: [string, { ca?: string; insecure?: boolean }, unknown][] = [
  ['', {}, false],
  ['', { ca }, { ...verified, ca }],
  ['', { insecure: true }, { ...verified, rejectUnauthorized: false }],
  ['?sslmode=disable', {}, false],
  ['?sslmode=disable', { ca }, false],
  ['?sslmode=prefer', {}, false],
  ['?sslmode=allow', {}, false],
  ['?sslmode=prefer', { ca }, { ...verified, ca }],
  ['?sslmode=require', {}, verified],
  ['?sslmode=require', { ca }, { ...verified, ca }],
  ['?sslmode=verify-full', { ca }, { ...verified, ca }],
  ['?sslmode=verify-ca&sslrootcert=/etc/ca.crt', { ca }, { ...verified, ca }],
  ['?sslmode=no-verify', {}, verified],
  ['?uselibpqcompat=true&sslmode=require', { ca }, { ...verified, ca }],
  ['?sslmode=require&sslcert=/a&sslkey=/b', { insecure: true }, { ...verified, rejectUnauthorized: false }],
  ['?ssl=true', {}, verified],
  ['?ssl=1', { ca }, { ...verified, ca }],
  ['?ssl=false', {}, false],
]

t.test('what a Postgres URL says of TLS is taken out and answered by our options, never more weakly', async (t) => {
  for (const [query, options, ssl] of tls) {
    const told = `${query || 'nothing'} with ${Object.keys(options)[0] ?? 'nothing'}`
    const connection = connectionOf(`postgres://u:p%40@db.example:5432/lore${query}`, options)
    t.strictSame(connection, { connectionString: 'postgres://u:p%40@db.example:5432/lore', ssl }, told)
  }
})

t.test('other parameters of a Postgres URL stay, but the options, which ours follow', async (t) => {
  const { connectionString } = connectionOf(
    'postgres://u@h/d?application_name=x&sslmode=require&options=-c%20a%3Db',
    {},
  )
  t.equal(connectionString, 'postgres://u@h/d?application_name=x')
})

t.test('TLS to an address instead of a name asks for no name, which the protocol does not allow', async (t) => {
  for (const host of ['10.0.0.5', '[::1]']) {
    t.strictSame(connectionOf(`postgres://u@${host}/d?sslmode=require`, {}).ssl, { rejectUnauthorized: true })
  }
})

t.test('closing ends the connections that compiled queries opened', async (t) => {
  const url = await freshDatabase(t, 'postgres')
  const { db, migrate, close } = connect(url)
  await migrate()
  t.equal(await findParty(db, { owner: 'session:nothing', session_id: 'nothing' }), undefined)
  await close()
  await t.rejects(findParty(db, { owner: 'session:nothing', session_id: 'nothing' }), /end/)
})
