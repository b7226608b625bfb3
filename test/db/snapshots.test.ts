import { stat } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import t from 'tap'
import { notebook } from '../fixtures/sqlite.ts'

/** Keeps the event loop where it is until others have surely made their calls ready. */
const hold = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

t.test('a read that fails, fails alone among those of its turn', async (t) => {
  const { db, read, write } = await notebook(t)
  await write('a')
  const told = await Promise.allSettled([read(), sql`select * from nowhere`.execute(db), read()])
  t.strictSame(
    told.map((it) => (it.status === 'fulfilled' ? it.value : (it.reason as Error).message)),
    [['a'], 'no such table: nowhere', ['a']],
  )
})

t.test('what another process has committed is seen by every request that comes after it', async (t) => {
  const { path, read } = await notebook(t)
  const other = new DatabaseSync(path)
  t.teardown(() => other.close())
  for (let round = 0; round < 5; round++) {
    const seen = await new Promise<string[]>((resolve, reject) => {
      // After the turn's input, where reads run and group commits are answered.
      setImmediate(async () => {
        await read()
        other.exec(`insert into notes (text) values ('${round}')`)
        // Input of the next turn, as a request is.
        stat(path, () => read().then(resolve, reject))
        hold(20)
      })
    })
    t.equal(seen.at(-1), `${round}`)
  }
})

t.test(
  'the reads of one turn see one state, which includes all that was committed before the last was asked for',
  async (t) => {
    const { path, read } = await notebook(t)
    const other = new DatabaseSync(path)
    t.teardown(() => other.close())
    const first = read()
    other.exec("insert into notes (text) values ('theirs')")
    const second = read()
    t.strictSame(await Promise.all([first, second]), [['theirs'], ['theirs']])
  },
)

t.test('a read sees what another process committed in the turn before, and what we wrote at once', async (t) => {
  const { path, read, write } = await notebook(t)
  const other = new DatabaseSync(path)
  t.teardown(() => other.close())
  t.strictSame(await read(), [])
  other.exec("insert into notes (text) values ('theirs')")
  await new Promise(setImmediate)
  t.strictSame(await read(), ['theirs'])
  await write('ours')
  t.strictSame(await read(), ['theirs', 'ours'])
})

t.test('closing right after a read answers the read', async (t) => {
  const { db, read, write } = await notebook(t)
  await write('a')
  const [notes] = await Promise.all([read(), db.destroy()])
  t.strictSame(notes, ['a'])
  await t.rejects(read(), { message: 'driver has already been destroyed' })
})
