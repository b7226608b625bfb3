import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { connect } from '../../db/connect.ts'
import type { PostgresOptions } from '../../db/postgres.ts'
import { findParty } from '../../src/domains/saves/store.ts'
import { admin } from '../fixtures/postgres.ts'
import { startProcess } from '../fixtures/process.ts'
import { tcpProxy, through } from '../fixtures/tcp-proxy.ts'
import { freshDatabase } from '../fixtures/world.ts'

const opened = (t: Test, url: string, options?: PostgresOptions) => {
  const connection = connect(url, options)
  t.teardown(() => connection.close())
  return connection
}

/** The URL through what refuses, like PgBouncer, whatever belongs to one connection: its settings, named statements. */
async function throughPooler(t: Test, url: string) {
  const proxy = await tcpProxy(t, Number(new URL(url).port), (chunk) => {
    const text = chunk.toString('latin1')
    const isStartup = chunk[0] === 0
    if (isStartup && /\0(options|\w+_timeout)\0/.test(text)) return refusal('08P01', 'unsupported startup parameter')
    const isNamedParse = chunk[0] === 'P'.charCodeAt(0) && chunk[5] !== 0
    return isNamedParse ? refusal('26000', 'prepared statement does not exist') : undefined
  })
  return through(proxy, url)
}

function refusal(code: string, message: string) {
  const fields = `SFATAL\0VFATAL\0C${code}\0M${message}\0\0`
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, Buffer.from(fields, 'latin1')])
}

t.test('a database in another encoding than UTF-8 is refused at the start, with what to do', async (t) => {
  const url = new URL(await freshDatabase(t, 'postgres'))
  const name = `${url.pathname.slice(1)}_ascii`
  await admin(url.href, `create database ${name} encoding 'SQL_ASCII' template template0`)
  t.teardown(() => admin(url.href, `drop database ${name} with (force)`))
  const ascii = Object.assign(new URL(url), { pathname: `/${name}` }).href
  const { exit, output } = await startProcess(t, { DATABASE_URL: ascii })
  t.equal((await exit).code, 1)
  t.match(output.stderr, /DATABASE_URL: .*encoding SQL_ASCII: create one with encoding 'UTF8'/)
})

t.test('a role whose commits are not on disk when they are answered is refused behind a pooler', async (t) => {
  const url = new URL(await freshDatabase(t, 'postgres'))
  await admin(url.href, `alter database ${url.pathname.slice(1)} set synchronous_commit = off`)
  await t.rejects(opened(t, url.href, { behindPooler: true }).verify(), { message: /synchronous_commit is off/ })
  t.ok(await opened(t, url.href).verify(), 'without one, each connection asks for what we need')
})

t.test('the options of a URL stay beside ours, and never replace them', async (t) => {
  const url = new URL(await freshDatabase(t, 'postgres'))
  url.searchParams.set(
    'options',
    '-c synchronous_commit=off -c work_mem=5MB -c DateStyle=German -c TimeZone=Asia/Tokyo',
  )
  const { db, verify } = opened(t, url.href)
  const settingOf = async (name: string) =>
    (await sql<{ value: string }>`select current_setting(${name}) as value`.execute(db)).rows[0]?.value
  t.equal(await settingOf('work_mem'), '5MB')
  t.equal(await settingOf('DateStyle'), 'ISO, DMY')
  t.equal(await settingOf('synchronous_commit'), 'on')
  t.equal(await settingOf('TimeZone'), 'UTC')
  const isFsyncOff = (await settingOf('fsync')) === 'off'
  t.equal(
    (await verify()).includes('Postgres runs with fsync=off: a power cut loses or damages saved data'),
    isFsyncOff,
  )
})

t.test('a pooler in transaction mode is named at the start, and used when it is set', async (t) => {
  const url = await throughPooler(t, await freshDatabase(t, 'postgres'))
  await t.rejects(opened(t, url).verify(), { message: /pooler refuses our settings: set DATABASE_POOLER=transaction/ })
  const connection = opened(t, url, { behindPooler: true })
  await connection.verify()
  await connection.migrate()
  const find = () => findParty(connection.db, { owner: 'session:a', session_id: 'a' })
  t.strictSame(await Promise.all([find(), find(), find()]), [undefined, undefined, undefined])
  t.equal(await find(), undefined)
})
