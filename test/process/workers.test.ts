import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startProcess, type TestProcess } from '../fixtures/process.ts'
import { until } from '../fixtures/valkey.ts'

const workersOf = ({ child }: TestProcess) =>
  String(spawnSync('pgrep', ['-P', String(child.pid)]).stdout)
    .split('\n')
    .filter(Boolean)
    .map(Number)

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const answers = async ({ url }: TestProcess) => {
  const reply = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => undefined)
  await reply?.text()
  return reply?.status === 200
}

async function save({ url }: TestProcess, session: string, name: string): Promise<number> {
  const state = { scene_index: 1, party_name: name, heroes: [], symbol_choice: null, choices: {} }
  const reply = await fetch(`${url}/api/v1/save`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ session_id: session, state }),
  })
  await reply.text()
  return reply.status
}

t.test('Workers count together: a limit does not grow with their number', async (t) => {
  const server = await startProcess(t, { WEB_CONCURRENCY: '3', RATE_LIMIT_PER_MINUTE: '30' })
  await server.ready()
  await until(() => server.output.stdout.includes('listens on'), 'all listen')
  const load = async () => {
    const reply = await fetch(`${server.url}/api/v1/load/none`, { headers: { connection: 'close' } })
    await reply.text()
    return reply.status
  }
  const found = await Promise.all(Array.from({ length: 60 }, load))
  t.strictSame(found.sort(), [...Array(30).fill(404), ...Array(30).fill(429)])
})

const two = { WEB_CONCURRENCY: '2', RATE_LIMIT_PER_MINUTE: '1000000', SHUTDOWN_GRACE_SECONDS: '10' }

t.test('Two workers share the port and the file: each serves alone, and one that is killed is replaced', async (t) => {
  const server = await startProcess(t, two)
  await server.ready()
  await until(() => server.output.stdout.includes('listens on'), 'it says that it listens')
  const first = workersOf(server)
  t.equal(first.length, 2)

  const statuses = await Promise.all(
    Array.from({ length: 200 }, (_, index) => save(server, `s${index % 10}`, `${index}`)),
  )
  t.strictSame(new Set(statuses), new Set([200]), 'writers in two processes do not disturb each other')
  for (let session = 0; session < 10; session++) {
    const reply = await fetch(`${server.url}/api/v1/load/s${session}`)
    t.equal(((await reply.json()) as { version: number }).version, 20, 'every save counted')
  }

  for (const pid of first) {
    process.kill(pid, 'SIGKILL')
    await until(() => !isAlive(pid), 'it is gone')
    await until(() => answers(server), 'the other one answers')
    await until(() => workersOf(server).length === 2 && !workersOf(server).includes(pid), 'it is replaced')
    await sleep(1_000)
  }
  t.equal(server.output.stdout.split('listens on').length, 2, 'the first-run output appears once')
  t.match(server.output.stdout, server.url.replace('127.0.0.1', 'localhost'))
  t.match(server.output.stdout, /cache +memory \(embedded\) +REDIS_URL switches to redis/)

  const last = workersOf(server)
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 0)
  t.notOk(last.some(isAlive), 'a stop stops all')
  t.equal(server.output.stderr, '')
})

t.test('Workers do not outlive a supervisor that is killed', async (t) => {
  const server = await startProcess(t, two)
  await server.ready()
  await until(() => workersOf(server).length === 2, 'both run')
  const workers = workersOf(server)
  server.child.kill('SIGKILL')
  t.equal(workers.length, 2)
  await until(() => !workers.some(isAlive), 'they stop by themselves')
  t.notOk(workers.some(isAlive))
})

t.test('A worker that does not stop in time is ended, and the stop says so with 1', async (t) => {
  const server = await startProcess(t, { ...two, SHUTDOWN_GRACE_SECONDS: '1' })
  await server.ready()
  await until(() => workersOf(server).length === 2, 'both run')
  const [frozen = 0] = workersOf(server)
  process.kill(frozen, 'SIGSTOP')
  server.child.kill('SIGTERM')
  t.equal((await server.exit).code, 1)
  await until(() => !isAlive(frozen), 'it is gone')
})

t.test('Port 0 is one port for all workers, and the one that is told', async (t) => {
  const server = await startProcess(t, { ...two, PORT: '0' })
  await until(() => server.output.stdout.includes('listens on'), 'it says that it listens')
  const [, address = ''] = /listens on (\S+)/.exec(server.output.stdout) ?? []
  t.notMatch(address, /:0$/)
  t.equal((await fetch(`${address}/livez`)).status, 200)
})
