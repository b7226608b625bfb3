import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { WebSocket } from 'ws'
import { watchNow } from '../../fixtures/carried.ts'
import { folder, startProcess } from '../../fixtures/process.ts'
import { until } from '../../fixtures/valkey.ts'
import { world } from '../../fixtures/world.ts'

const MINUTE_MS = 60_000

t.test('A call whose process is killed in the middle is closed and settled by the watchdog of another', async (t) => {
  const data = await folder(t)
  const DATABASE_URL = `sqlite:${join(data, 'lorekeep.db')}`
  const { url, child, exit, ready } = await startProcess(t, { DATABASE_URL, DATA_DIR: data, BACKUP_CRON: 'off' })
  await ready()
  const ask = async (path: string, body?: object, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
    return (await fetch(`${url}/api/v1${path}`, init)).json()
  }
  const { token } = await ask('/auth/device', { device_id: crypto.randomUUID() })
  const { id } = await ask('/calls', { phone_number: '+12025550123', max_duration_minutes: 2 }, token)
  const { media } = await ask(`/calls/${id}`, undefined, token)
  const socket = new WebSocket(url.replace('http', 'ws') + media.path)
  t.teardown(() => socket.terminate())
  const heard: string[] = []
  socket.on('error', () => {}).on('message', (data) => heard.push(data.toString()))
  await once(socket, 'open')
  const streamSid = `MZ${'a'.repeat(32)}`
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8_000, channels: 1 }
  const start = {
    streamSid,
    callSid: media.call_sid,
    mediaFormat,
    customParameters: { token: media.token, call_id: id },
  }
  socket.send(JSON.stringify({ event: 'start', sequenceNumber: '1', streamSid, start }))
  await until(() => heard.some((it) => it.startsWith('{"event":"media"')), 'the persona is heard', 20_000)
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
