import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { userWith } from '../fixtures/ledger.ts'
import { folder } from '../fixtures/process.ts'
import { freshDatabase, onBothAlone } from '../fixtures/world.ts'

async function command(url: string, cwd: string) {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../scripts/credits-check.ts')], {
    cwd,
    env: { PATH: process.env.PATH, DATA_DIR: cwd, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text))
  const [code] = await once(child, 'close')
  return { code, out }
}

t.test('credits:check says why it cannot look', async (t) => {
  const { code, out } = await command(await freshDatabase(t, 'sqlite'), await folder(t))
  t.strictSame([code, out], [1, 'Not checked: the database is of an earlier version; start the service once\n'])
})

onBothAlone(t, 'credits:check exits with 0 when all adds up, and with 1 when it lists faults', async (t, it) => {
  const [url, cwd] = [it.env.DATABASE_URL as string, await folder(t)]
  await userWith(it, 5)
  t.strictSame(await command(url, cwd), { code: 0, out: 'Every balance is the sum of its rows.\n' })
  await sql`update user_credits set balance = 6`.execute(it.deps.db)
  const [{ id } = { id: '' }] = await it.deps.db.selectFrom('user_credits').select('id').execute()
  const out = `I1  account ${id}: the balance is 6, its rows add up to 5\nFaults: 1\n`
  t.strictSame(await command(url, cwd), { code: 1, out })
})
