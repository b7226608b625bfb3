import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { memoryMb } from '../fixtures/memory.ts'
import { startProcess } from '../fixtures/process.ts'
import { listen, raw } from '../fixtures/raw-http.ts'
import { stateOf } from '../fixtures/saves.ts'
import { until } from '../fixtures/valkey.ts'
import { world } from '../fixtures/world.ts'

const get = (path: string, last = false) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${last ? 'Connection: close\r\n' : ''}\r\n`

/** Sends these bytes and never reads an answer. */
function neverRead(t: Test, url: string, bytes: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  socket.pause()
  socket.write(bytes)
  return socket
}

async function saveLarge(url: string) {
  const state = stateOf({ notes: Array.from({ length: 100 }, () => 'n'.repeat(9_900)) })
  const body = JSON.stringify({ session_id: 'large', state })
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${url}/api/v1/save`, { method: 'POST', headers, body })
  if (reply.status !== 200) throw new Error(await reply.text())
}

t.test('A client that sends thousands of requests at once and reads no answer fills no memory', async (t) => {
  const server = await startProcess(t, { RATE_LIMIT_PER_MINUTE: '1000000' })
  await server.ready()
  await saveLarge(server.url)
  const pid = server.child.pid as number
  const before = await memoryMb(pid)
  for (let times = 0; times < 8; times++) neverRead(t, server.url, get('/api/v1/load/large').repeat(2_900))
  let highest = 0
  for (let times = 0; times < 20; times++) {
    await sleep(100)
    highest = Math.max(highest, (await memoryMb(pid)) ?? 0)
    t.equal((await fetch(`${server.url}/livez`)).status, 200)
    t.equal((await fetch(`${server.url}/api/v1/load/large`)).status, 200)
  }
  t.comment(`${before?.toFixed(0)} MB before, ${highest.toFixed(0)} MB at most`)
  t.ok(highest < (before ?? 0) + 300, 'memory stays bounded')
})

t.test(
  'A client that asks for a thousand files at once opens a few',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const server = await startProcess(t, { RATE_LIMIT_PER_MINUTE: '1000000' })
    await server.ready()
    const files = () => readdirSync(`/proc/${server.child.pid}/fd`).length
    const before = files()
    let most = 0
    const socket = neverRead(t, server.url, get('/docs/static/swagger-ui-bundle.js').repeat(1_000))
    for (let times = 0; times < 20; times++) {
      await sleep(25)
      most = Math.max(most, files())
    }
    t.ok(most < before + 20, `${most - before} more than before`)
    socket.destroy()
    await until(async () => files() <= before + 3, 'they are closed again')
  },
)

t.test('Requests of one connection are answered in their order, reads and writes alike', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const post = (scene: number) => {
    const body = JSON.stringify({ session_id: 'a', state: stateOf({ scene_index: scene }) })
    return `POST /api/v1/save HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  }
  const scenes = Array.from({ length: 40 }, (_, index) => (index % 11) + 1)
  const bytes = scenes.map((scene) => post(scene) + get('/api/v1/load/a')).join('')
  const reply = await raw(t, port, bytes + get('/livez', true))
  const found = [...reply.body.matchAll(/"state":\{[^\n]*?"scene_index":(\d+)/g)].map(([, scene]) => Number(scene))
  t.strictSame(found, scenes, 'each load sees the save before it')
  t.equal(reply.body.match(/HTTP\/1\.1 200/g)?.length, 80)
})

t.test('A client that reads gets three thousand answers on one connection', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const reply = await raw(t, port, get('/livez').repeat(2_999) + get('/livez', true), 30_000)
  t.equal(reply.status, 200)
  t.equal(reply.body.match(/HTTP\/1\.1 200/g)?.length, 2_999)
})

t.test('Connections that leave while their requests wait give back their place', async (t) => {
  const it = await world(t, 'sqlite')
  const { port, url } = await listen(it.app)
  // More, all in all, than may wait at one time.
  for (let times = 0; times < 6; times++) {
    const socket = neverRead(t, url, get('/api/v1/load/none').repeat(2_000))
    await sleep(20)
    socket.resetAndDestroy()
  }
  const reply = await raw(t, port, get('/livez').repeat(99) + get('/livez', true))
  t.equal(reply.body.match(/HTTP\/1\.1 200/g)?.length, 99)
})
