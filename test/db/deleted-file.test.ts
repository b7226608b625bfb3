import { rename } from 'node:fs/promises'
import t from 'tap'
import { stateOf } from '../fixtures/saves.ts'
import { world } from '../fixtures/world.ts'

t.test('a SQLite file that is moved away takes no more saves: 503, unhealthy and one line in the log', async (t) => {
  const { call, env, logged } = await world(t, 'sqlite')
  const path = (env.DATABASE_URL as string).replace('sqlite:', '')
  const save = (at: number) =>
    call({ method: 'POST', url: '/api/v1/save', payload: { session_id: 'a', state: stateOf({ at }) } })
  t.equal((await save(1)).statusCode, 200)
  await rename(path, `${path}.moved`)
  t.equal((await save(2)).statusCode, 503)
  t.equal((await call({ url: '/health' })).statusCode, 503)
  t.equal((await save(3)).statusCode, 503)
  const lines = logged.filter((line) => /was deleted or replaced while the service runs/.test(line))
  t.equal(lines.filter((line) => /The database is lost/.test(line)).length, 1, lines.join('\n'))
  await rename(`${path}.moved`, path)
  t.equal((await save(4)).statusCode, 200)
})
