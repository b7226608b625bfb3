import { join } from 'node:path'
import t from 'tap'
import { watchNow } from '../../fixtures/carried.ts'
import { openCall } from '../../fixtures/open-call.ts'
import { folder, startProcess } from '../../fixtures/process.ts'
import { world } from '../../fixtures/world.ts'

const MINUTE_MS = 60_000

t.test('A call whose process is killed in the middle is closed and settled by the watchdog of another', async (t) => {
  const data = await folder(t)
  const DATABASE_URL = `sqlite:${join(data, 'lorekeep.db')}`
  const { url, child, exit, ready } = await startProcess(t, { DATABASE_URL, DATA_DIR: data, BACKUP_CRON: 'off' })
  await ready()
  const { id } = await openCall(t, { url })
  child.kill('SIGKILL')
  await exit

  const it = await world(t, 'sqlite', { DATABASE_URL })
  it.clock.now = Date.now() + 2 * MINUTE_MS + 10_000
  await watchNow(it)
  const { db } = it.deps
  const call = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.match(call, { status: 'terminated', end_reason: 'watchdog', credits_used: 2, is_money_settled: 1 })
  const hold = await db.selectFrom('credit_holds').select('state').where('id', '=', call.hold_id).executeTakeFirst()
  t.equal(hold?.state, 'captured')
})
