import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import t from 'tap'
import { GroupCommit } from '../../db/group-commit.ts'
import { Handle } from '../../db/sqlite-handle.ts'
import { notebook, plain, temporaryFile } from '../fixtures/sqlite.ts'

const outcomes = async (promises: Promise<unknown>[]) =>
  (await Promise.allSettled(promises)).map((it) => (it.status === 'fulfilled' ? 'ok' : (it.reason as Error).message))

t.test('a statement that fails, fails alone among those of its turn', async (t) => {
  const { write, read } = await notebook(t)
  const told = await outcomes([write('a'), write('b'), write('a'), write('c'), write(null as never), write('d')])
  t.strictSame(told, [
    'ok',
    'ok',
    'UNIQUE constraint failed: notes.text',
    'ok',
    'NOT NULL constraint failed: notes.text',
    'ok',
  ])
  t.strictSame(await read(), ['a', 'b', 'c', 'd'])
})

t.test('a statement that cannot even be prepared fails alone', async (t) => {
  const { db, write, read } = await notebook(t)
  const told = await outcomes([write('a'), sql`insert into nowhere values (1)`.execute(db), write('b')])
  t.strictSame(told, ['ok', 'no such table: nowhere', 'ok'])
  t.strictSame(await read(), ['a', 'b'])
})

t.test('a transaction that is rolled back is undone alone', async (t) => {
  const { db, write, read } = await notebook(t)
  const undone = db.transaction().execute(async (trx) => {
    await write('undone', trx)
    await wait(5)
    await write('undone too', trx)
    throw new Error('changed my mind')
  })
  t.strictSame(await outcomes([write('a'), undone, write('b')]), ['ok', 'changed my mind', 'ok'])
  t.strictSame(await read(), ['a', 'b'])
})

t.test('a transaction whose statement fails may go on or be rolled back, and others are not touched', async (t) => {
  const { db, write, read } = await notebook(t)
  await write('taken')
  const goesOn = db.transaction().execute(async (trx) => {
    await t.rejects(write('taken', trx), { message: /UNIQUE/ })
    await write('instead', trx)
  })
  const givesUp = db.transaction().execute(async (trx) => {
    await write('lost', trx)
    await write('taken', trx)
  })
  const told = await outcomes([goesOn, write('a'), givesUp, write('b')])
  t.strictSame(told, ['ok', 'ok', 'UNIQUE constraint failed: notes.text', 'ok'])
  t.strictSame((await read()).sort(), ['a', 'b', 'instead', 'taken'])
})

t.test('transactions and statements of one turn take turns, and each sees what came before', async (t) => {
  const { db, write, read } = await notebook(t)
  const counting = () =>
    db.transaction().execute(async (trx) => {
      const { count } = await trx
        .selectFrom('notes')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      await wait(1)
      await write(`after ${count}`, trx)
    })
  await Promise.all([counting(), write('plain'), counting(), counting()])
  t.strictSame(await read(), ['after 0', 'plain', 'after 2', 'after 3'])
})

t.test('a transaction is not seen by a read until it is committed, and then at once', async (t) => {
  const { db, write, read } = await notebook(t)
  await db.transaction().execute(async (trx) => {
    await write('mine', trx)
    t.strictSame(await read(), [])
  })
  t.strictSame(await read(), ['mine'])
})

t.test('what was just answered is what the next read sees', async (t) => {
  const { write, read } = await notebook(t)
  for (let at = 0; at < 200; at++) {
    await write(`${at}`)
    t.equal((await read()).length, at + 1)
  }
})

t.test('a transaction that never ends is rolled back, and others go on', async (t) => {
  const { db, write, read } = await notebook(t, { transactionTimeoutMs: 50 })
  const endless = db.transaction().execute(async (trx) => {
    await write('stuck', trx)
    // The mistake that hangs: the outer database inside a transaction.
    await write('outside', db)
    await write('later', trx)
  })
  const told = await outcomes([endless, write('a'), write('b')])
  t.strictSame(told, ['transaction rolled back: still open after 50 ms', 'ok', 'ok'])
  t.strictSame((await read()).sort(), ['a', 'b', 'outside'])
})

t.test('a transaction that commits too late is told so', async (t) => {
  const { db, write, read } = await notebook(t, { transactionTimeoutMs: 20 })
  const late = db.transaction().execute(async (trx) => {
    await write('late', trx)
    await wait(60)
  })
  t.strictSame(await outcomes([late, write('a')]), ['transaction rolled back: still open after 20 ms', 'ok'])
  t.strictSame(await read(), ['a'])
})

t.test('closing waits for what was asked before', async (t) => {
  const { db, write, path } = await notebook(t)
  const writes = Array.from({ length: 20 }, (_, at) => write(`${at}`))
  await Promise.all([...writes, db.destroy()])
  const handle = new Handle(path, [])
  t.strictSame(plain(handle.run({ sql: 'select count(*) as count from notes', parameters: [] }).rows), [{ count: 20 }])
  handle.database.close()
})

t.test('a handle that breaks in the middle leaves nobody without an answer', async (t) => {
  const handle = new Handle(await temporaryFile(t), [])
  const writes = new GroupCommit(handle, () => {}, { transactionTimeoutMs: 1_000, lockTimeoutMs: 1_000 })
  const statement = (text: string) => ({ sql: text, parameters: [] }) as never
  await writes.run(statement('create table notes (text)'))
  const pending: Promise<unknown>[] = [writes.run(statement('insert into notes values (1)')), writes.begin()]
  handle.database.close()
  for (const job of [...pending, writes.run(statement('insert into notes values (2)'))]) {
    await t.rejects(job, { code: 'ERR_INVALID_STATE' })
  }
  await writes.idle()
})

t.test('prepared statements are kept, but not without end', async (t) => {
  const handle = new Handle(await temporaryFile(t), [])
  t.teardown(() => handle.database.close())
  for (let at = 0; at < 1_000; at++) {
    t.strictSame(plain(handle.run({ sql: `select ${at} as at`, parameters: [] }).rows), [{ at }])
  }
  t.ok(handle.prepared.size <= 200)
  const kept = handle.prepared.get('select 999 as at')
  handle.run({ sql: 'select 999 as at', parameters: [] })
  t.equal(handle.prepared.get('select 999 as at'), kept)
})
