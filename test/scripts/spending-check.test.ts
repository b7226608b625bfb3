import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { callOf, pictures } from '../fixtures/spending.ts'
import { engines, world } from '../fixtures/world.ts'

const run = promisify(execFile)

for (const engine of engines) {
  t.test(`spending:check tells which total is not the sum of its events, and exits with 1 (${engine})`, async (t) => {
    const { deps, env } = await world(t, engine)
    const check = () =>
      run(process.execPath, ['scripts/spending-check.ts'], { env: { ...env, PATH: process.env.PATH } }).then(
        ({ stdout }) => [0, stdout],
        ({ code, stdout }) => [code, stdout],
      )
    await (await deps.paidCalls.reserve(callOf(null))).settle(pictures(1))
    t.strictSame(await check(), [0, 'Every total is the sum of its events.\n'])
    await deps.db.updateTable('spend_totals').set({ spent_micro_usd: 1 }).execute()
    const [code, out] = await check()
    t.equal(code, 1)
    t.match(out, /^day of service from 2026-11-20T00:00:00.000Z: 0 reserved and 1 spent, but .* 0 and 67000\n$/)
  })
}
