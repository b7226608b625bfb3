import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startProcess } from '../fixtures/process.ts'

/** A user with this many saves of 100 kB. */
async function userWithSaves(url: string, count: number) {
  const post = (path: string, body: object, headers = {}) =>
    fetch(url + path, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
    })
  const device = await post('/api/v1/auth/device', { device_id: 'a-device-that-saves-very-much-indeed-000' })
  const { token } = (await device.json()) as { token: string }
  const authorization = `Bearer ${token}`
  for (let at = 0; at < count; at++) {
    const state = {
      scene_index: 1,
      party_name: 'x',
      heroes: [],
      symbol_choice: null,
      choices: { text: 'x'.repeat(99_000) },
    }
    const saved = await post('/api/v1/save', { session_id: `slot ${at}`, state }, { authorization })
    if (!saved.ok) throw new Error(await saved.text())
  }
  return authorization
}

t.test('An answer that is streamed to a slow reader is sent to its end when it stops', async (t) => {
  const server = await startProcess(t, { LOG_LEVEL: 'info', SHUTDOWN_GRACE_SECONDS: '10' })
  await server.ready()
  const authorization = await userWithSaves(server.url, 120)
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization, connection: 'close' }
    const asked = request(`${server.url}/api/v1/auth/me/export`, { agent: false, headers }, resolve)
    asked.once('error', reject)
    asked.end()
  })
  // The first bytes are read; most of the 12 MB fit into no buffer between here and there.
  await once(reply, 'readable')
  server.child.kill('SIGTERM')
  await sleep(2_500)
  t.equal(server.child.exitCode, null, 'it waits for the reader')
  const { saves } = (await json(reply)) as { saves: unknown[] }
  t.equal(saves.length, 120, 'the answer is whole')
  t.equal((await server.exit).code, 0)
  t.equal(server.output.stderr, '')
})
