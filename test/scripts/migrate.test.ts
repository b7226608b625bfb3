import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { migrationNames } from '../../db/migrate.ts'
import { folder } from '../fixtures/process.ts'
import { engines, freshDatabase } from '../fixtures/world.ts'

async function migrate(t: Test, settings: Record<string, string>) {
  const cwd = await folder(t)
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../scripts/migrate.ts')], {
    cwd,
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text))
  const [code] = await once(child, 'close')
  return { code, out, cwd }
}

for (const engine of engines)
  t.test(`two at once migrate once, with the variables of the database alone (${engine})`, async (t) => {
    const settings = { NODE_ENV: 'production', DATABASE_URL: await freshDatabase(t, engine) }
    const both = await Promise.all([migrate(t, settings), migrate(t, settings)])
    t.ok(both.every(({ code }) => code === 0))
    // Warnings of the server's settings come before.
    t.strictSame(both.map(({ out }) => out.trimEnd().split('\n').at(-1)).sort(), [
      `Migrated: ${migrationNames.join(', ')}`,
      'Nothing to migrate.',
    ])
  })

t.test('it says why it does nothing, and makes no database that is not the one of the service', async (t) => {
  const { code, out, cwd } = await migrate(t, { NODE_ENV: 'production' })
  t.strictSame({ code, out }, { code: 1, out: 'Not migrated: DATABASE_URL: is required in production\n' })
  t.notOk(existsSync(join(cwd, 'data')))
  const away = await migrate(t, { DATABASE_URL: 'postgres://u:canary@127.0.0.1:1/x' })
  t.match(away, { code: 1, out: /^Not migrated: .*ECONNREFUSED/ })
  t.notMatch(away.out, 'canary')
})
