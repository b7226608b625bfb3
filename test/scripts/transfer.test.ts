import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { connect } from '../../db/connect.ts'
import { addFaults, faults } from '../fixtures/odd-faults.ts'
import { fillOddly } from '../fixtures/odd-rows.ts'
import { s3Server } from '../fixtures/s3-server.ts'
import { endsOf, killTransfers, startTransfer } from '../fixtures/transfer.ts'
import { postgresRows, sqliteRows } from '../fixtures/transfer-rows.ts'

t.test('killed again and again, it goes on where it was, and what is there in the end is equal', async (t) => {
  const ends = await endsOf(t)
  fillOddly(ends.path, 10_000, 4)
  const before = sqliteRows(ends.path)
  const kills = await killTransfers(t, ends, 3)
  t.ok(kills.every(({ code }) => code === 'SIGKILL'))
  t.ok(
    kills.every(({ rows }, at) => rows > (kills[at - 1]?.rows ?? 0)),
    'each one was in the middle',
  )
  const { ended } = await startTransfer(t, ['--from', ends.from, '--to', ends.to])
  const { code, out } = await ended
  t.equal(code, 0, out)
  t.match(out, /\n10,0\d\d rows, [\d,]+ new, 0 refused\. \d+\.\d s, [\d,]+ rows a second, copied and compared\.\n/)
  t.notMatch(out, 'DIFFERS')
  t.strictSame(await postgresRows(ends.to), before)
})

t.test('refused rows, jobs that wait and objects that are missing are told, and no secret is', async (t) => {
  const ends = await endsOf(t)
  const storage = await s3Server(t)
  addFaults(ends.path)
  const database = new DatabaseSync(ends.path)
  database.exec(`
    insert into users (id, name, phone, email_verified, phone_verified, token_version, created_at, updated_at) values
      ('01900000-0000-7000-8000-0000000000a1', 'canary', '+1555canary' || char(0), 0, 0, 1, '2026-11-25T22:47:10.746Z', '2026-11-25T22:47:10.746Z');
    insert into blobs (sha256, storage_key, size_bytes, content_type, state, created_at) values
      ('a', 'images/there', 3, 'image/webp', 'ready', '2026-11-25T22:47:10.746Z'),
      ('b', 'images/lost', 3, 'image/webp', 'ready', '2026-11-25T22:47:10.746Z'),
      ('c', 'images/pending', 3, 'image/webp', 'pending', '2026-11-25T22:47:10.746Z');
    insert into jobs (id, name, key, data, state, due_at, attempt, created_at) values
      ('01900000-0000-7000-8000-0000000000b1', 'erase-leftovers', null, '{"user_id":"01900000-0000-7000-8000-0000000000a1"}', 'waiting', '2031-11-25T22:47:10.746Z', 0, '2026-11-25T22:47:10.746Z'),
      ('01900000-0000-7000-8000-0000000000b2', 'sweep-leases', 'scheduled', '{}', 'waiting', '2031-11-25T22:47:10.746Z', 0, '2026-11-25T22:47:10.746Z')`)
  database.close()
  storage.objects.set('images/there', { bytes: Buffer.from('abc'), headers: {}, modifiedAt: new Date() })
  for (const round of [1, 2]) {
    const { ended } = await startTransfer(t, ['--from', ends.from], { ...storage.env, DATABASE_URL: ends.to })
    const { code, out } = await ended
    t.equal(code, 1, `round ${round}: ${out}`)
    t.match(out, /\nrefused: users, rowid 1: phone has the character NUL, which Postgres does not store\n/)
    t.match(out, `, ${faults.length + 1} refused.`)
    t.match(out, /\nJobs that wait: 1, now in the queue of Postgres\n/)
    t.match(out, /\nmissing: images\/lost\nObjects: 2, of which 1 are missing in the storage \(s3\)\.\n/)
    for (const secret of ['canary', new URL(ends.to).password]) t.notMatch(out, secret)
  }
  const { db, close } = connect(ends.to)
  t.teardown(close)
  const queued = db
    .withSchema('pgboss')
    .selectFrom('job' as 'jobs')
    .select(['id', 'name'])
    .execute()
  t.strictSame(await queued, [{ id: '01900000-0000-7000-8000-0000000000b1', name: 'erase-leftovers' }])
})

t.test('it says how it is called, and why it does nothing', async (t) => {
  const ends = await endsOf(t)
  const told = async (...args: string[]) => (await (await startTransfer(t, args)).ended).out
  t.match(await told('--from', ends.from), /^Not transferred: say where from and where to, npm run transfer -- --from/)
  t.match(await told('--from', ends.to, '--to', ends.to), /^Not transferred: say where from and where to/)
  t.match(await told('--from', `${ends.from}x`, '--to', ends.to), /^Not transferred: there is no database file/)
  const away = await told('--from', ends.from, '--to', 'postgres://u:canary@127.0.0.1:1/x')
  t.match(away, /^Not transferred: .*ECONNREFUSED.*\. What was copied stays: run it again\.$/m)
  t.notMatch(away, 'canary')
})
