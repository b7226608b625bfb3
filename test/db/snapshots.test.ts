import { stat } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { notebook } from '../fixtures/sqlite.ts'

/** Keeps the event loop where it is until others have surely made their calls ready. */
const hold = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

t.test('what another process has committed is seen by every request that comes after it', async (t) => {
  const { path, read } = await notebook(t)
  const other = new DatabaseSync(path)
  t.teardown(() => other.close())
  for (let round = 0; round < 5; round++) {
    const seen = await new Promise<string[]>((resolve, reject) => {
      // After the turn's input, where group commits are answered; a read here begins a snapshot.
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

t.test('a read sees what another process committed in the turn before, and what we wrote at once', async (t) => {
  const { path, read, write } = await notebook(t)
  const other = new DatabaseSync(path)
  t.teardown(() => other.close())
  t.same(await read(), [])
  other.exec("insert into notes (text) values ('theirs')")
  await new Promise(setImmediate)
  t.same(await read(), ['theirs'])
  await write('ours')
  t.same(await read(), ['theirs', 'ours'])
})

t.test('closing right after a read throws nothing later', async (t) => {
  const { db, read } = await notebook(t)
  await Promise.all([read(), db.destroy()])
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  t.pass('nothing was thrown')
})
