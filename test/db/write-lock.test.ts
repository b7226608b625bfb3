import t from 'tap'
import { isUnavailable } from '../../db/errors.ts'
import { stateOf } from '../fixtures/saves.ts'
import { notebook } from '../fixtures/sqlite.ts'
import { world } from '../fixtures/world.ts'
import { holdWriteLock } from '../fixtures/write-lock.ts'

const messageOf = (error: unknown) => (isUnavailable(error) ? (error as Error).message : 'not of the database')

t.test('writes are refused as "unavailable" when another process keeps the write lock for too long', async (t) => {
  const { db, path, write, read } = await notebook(t, { lockTimeoutMs: 100 })
  await write('before')
  const release = await holdWriteLock(t, path)
  const transaction = db.transaction().execute((trx) => write('transaction', trx))
  const told = await Promise.all([write('statement').catch(messageOf), transaction.catch(messageOf)])
  t.strictSame(told, ['database is locked', 'database is locked'])
  await release()
  await write('after')
  t.strictSame(await read(), ['before', 'after'])
})

t.test('a write that waits for the lock of another process is made when it is free', async (t) => {
  const { path, write, read } = await notebook(t)
  const release = await holdWriteLock(t, path)
  const waiting = [write('a'), write('b')]
  await release()
  await Promise.all(waiting)
  t.strictSame(await read(), ['a', 'b'])
})

t.test('loadSession and readLiveness answer while another process holds the write lock and a save waits', async (t) => {
  const { call, env } = await world(t, 'sqlite')
  const save = (session_id: string) =>
    call({ method: 'POST', url: '/api/v1/save', payload: { session_id, state: stateOf({}) } })
  t.equal((await save('first')).statusCode, 200)
  const release = await holdWriteLock(t, (env.DATABASE_URL as string).replace('sqlite:', ''))
  let saved = false
  const waiting = save('second').then((reply) => {
    saved = true
    return reply
  })
  for (let at = 0; at < 20; at++) {
    t.equal((await call({ url: '/livez' })).statusCode, 200)
    t.equal((await call({ url: '/api/v1/load/first' })).statusCode, 200)
  }
  t.equal(saved, false)
  await release()
  t.equal((await waiting).statusCode, 200)
})
