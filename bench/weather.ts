import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pinned, stop } from './processes.ts'
import { least, load, type Server, start } from './servers.ts'

/**
 * Weather against the bare framework with the same body, by processor time and in turn within one run: from the cache,
 * with a stand-in of OpenWeather, and by the built-in climates, which are calculated for each request. And many requests
 * at once for a place that nobody has asked for. `npm run bench:weather -- --rounds 5 --seconds 4`.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' } },
})
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
const [SERVER, LOAD] = [0, 1]
const COLD = 500
const PATH = '/api/v1/weather?lat=48.8566&lon=2.3522'
const print = (text: string) => process.stdout.write(`${text}\n`)

const run = (server: Server) => load(server, { kind: 'file', path: PATH, sessions: 1, seconds }, LOAD)

async function compare(what: string, ours: Server, bare: Server) {
  await run(bare)
  await run(ours)
  const found = { ours: [await run(ours)], bare: [await run(bare)] }
  for (let round = 1; round < rounds; round++) {
    found.bare.push(await run(bare))
    found.ours.push(await run(ours))
  }
  const [us, it] = [least(found.ours), least(found.bare)]
  const rates = `${us.perSecond.toFixed(0)}/s, bare ${it.perSecond.toFixed(0)}/s`
  print(`${what}: ${us.cpu.toFixed(1)} µs of CPU, bare ${it.cpu.toFixed(1)} µs (${rates})`)
  print(`  ratio ${(it.cpu / us.cpu).toFixed(2)} (target: ≥ 0.5), p99 ${us.p99.toFixed(1)} ms`)
}

async function cold(ours: Server, askedOf: () => Promise<number>) {
  const before = await askedOf()
  const startedAt = performance.now()
  const url = `http://127.0.0.1:${ours.port}/api/v1/weather?lat=-33.87&lon=151.21`
  const replies = await Promise.all(Array.from({ length: COLD }, () => fetch(url)))
  const bodies = await Promise.all(replies.map((reply) => reply.json() as Promise<{ source: string }>))
  const tookMs = performance.now() - startedAt
  const good = replies.filter(({ status }, at) => status === 200 && bodies[at]?.source === 'openweather').length
  const calls = (await askedOf()) - before
  print(
    `${COLD} requests at once for a cold place: ${calls} call of OpenWeather (target: 1), ${good} × 200 in ${tookMs.toFixed(0)} ms`,
  )
}

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-'))
print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${pinned}, 64 connections\n`)
const bare = await start('bench/bare.ts', {}, SERVER)
const provider = await start('bench/openweather.ts', {}, LOAD)
const providerUrl = `http://127.0.0.1:${provider.port}`
const settings = (name: string) => ({ DATABASE_URL: `sqlite:${folder}/${name}.db`, DATA_DIR: folder })
const outside = { OPENWEATHER_KEY: 'bench', OPENWEATHER_BASE_URL: providerUrl }
const cached = await start('src/server.ts', { ...settings('cached'), ...outside }, SERVER)
await compare('Weather from the cache', cached, bare)
await cold(cached, async () => Number(await (await fetch(`${providerUrl}/asked`)).text()))
await stop(cached.child)
const builtIn = await start('src/server.ts', settings('built-in'), SERVER)
await compare('Weather by the built-in climates', builtIn, bare)
for (const { child } of [builtIn, provider, bare]) await stop(child)
await rm(folder, { recursive: true, force: true })
