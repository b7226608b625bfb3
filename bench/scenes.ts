import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { hasNginx, startNginx } from './nginx.ts'
import { pinned, stop } from './processes.ts'
import { type LoadOptions, least, load, type Server, start } from './servers.ts'

/**
 * Scenes and files of pictures on SQLite: scenes that are painted against the bare framework with the same body, many
 * requests at once for one that is not, and files against the bare framework and nginx. In turn within one run, by
 * processor time: see run.ts. `npm run bench:scenes -- --rounds 5 --seconds 4 --only cached,cold,known,file`.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'cached,cold,known,file' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const [SERVER, LOAD] = [0, 1]
const SCENES = 40
const COLD = 500
const ADMIN_TOKEN = 'the-token-of-the-operator-of-this-bench'
const print = (text: string) => process.stdout.write(`${text}\n`)
const ms = (value: number) => `${value.toFixed(1)} ms`

type Running = Pick<Server, 'port' | 'pid'>
type Kind = Pick<LoadOptions, 'kind' | 'path' | 'tag'>

const run = (server: Running, kind: Kind, rate?: number) =>
  load(server, { ...kind, sessions: SCENES, seconds, ...(rate === undefined ? {} : { rate }) }, LOAD)

/** Both servers in turn; the ratio of the limit's processor time to ours. */
async function compare(what: string, target: number, ours: [Running, Kind], limit: [Running, Kind], name: string) {
  await run(...limit)
  await run(...ours)
  const found: { ours: Awaited<ReturnType<typeof load>>[]; limit: Awaited<ReturnType<typeof load>>[] } = {
    ours: [],
    limit: [],
  }
  for (let round = 0; round < rounds; round++) {
    found.limit.push(await run(...limit))
    found.ours.push(await run(...ours))
  }
  const [us, it] = [least(found.ours), least(found.limit)]
  const rates = `${us.perSecond.toFixed(0)}/s, ${name} ${it.perSecond.toFixed(0)}/s`
  print(`${what}: ${us.cpu.toFixed(1)} µs of CPU, ${name} ${it.cpu.toFixed(1)} µs (${rates})`)
  print(`  ratio ${(it.cpu / us.cpu).toFixed(2)} (target: ≥ ${target})`)
}

const post = (server: Running, path: string, body: object) =>
  fetch(`http://127.0.0.1:${server.port}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify(body),
  })

async function paint(server: Running, location: string) {
  const reply = await post(server, 'scenes/generate', { location, time_of_day: 'dusk', weather: 'rain' })
  const { id } = (await reply.json()) as { id: number }
  return { status: reply.status, cache: reply.headers.get('x-cache'), id }
}

async function cached(ours: Running, bare: Running) {
  for (let at = 0; at < SCENES; at++) await paint(ours, `Place ${at}`)
  await compare('A cached scene', 0.35, [ours, { kind: 'scene' }], [bare, { kind: 'scene' }], 'bare')
  const steady = [await run(ours, { kind: 'scene' }, 2_000), await run(ours, { kind: 'scene' }, 2_000)]
  const { p50, p99 } = least(steady)
  print(`  at 2,000/s: p50 ${ms(p50)}, p99 ${ms(p99)} (target: p99 under 10 ms)`)
}

async function cold(ours: Running) {
  const startedAt = performance.now()
  const replies = await Promise.all(Array.from({ length: COLD }, () => paint(ours, 'A place that nobody has seen')))
  const tookMs = performance.now() - startedAt
  const count = (isSo: (reply: (typeof replies)[number]) => boolean) => replies.filter(isSo).length
  const pictures = new Set(replies.map(({ id }) => id)).size
  print(`${COLD} requests at once for one cold scene: ${count(({ cache }) => cache === 'MISS')} painting (target: 1),`)
  print(`  ${pictures} picture, ${count(({ status }) => status === 200)} × 200, all answered in ${ms(tookMs)}`)
}

async function known(ours: Running, bare: Running) {
  const { id } = await paint(ours, 'Place 0')
  const path = `/api/v1/images/${id}/file`
  const reply = await fetch(`http://127.0.0.1:${ours.port}${path}`)
  await reply.arrayBuffer()
  const kind = { kind: 'known', path, tag: reply.headers.get('etag') as string }
  await compare('A 304 of a picture', 0.7, [ours, kind], [bare, kind], 'bare')
}

/** A PNG whose WebP has about 150 kB: noise in blocks. */
async function noise(): Promise<string> {
  const [width, height] = [160, 90]
  const grain = Buffer.from(Array.from({ length: width * height * 3 }, () => Math.floor(Math.random() * 256)))
  const small = sharp(grain, { raw: { width, height, channels: 3 } }).png()
  const png = await sharp(await small.toBuffer())
    .resize(1024, 576, { kernel: 'cubic' })
    .png()
    .toBuffer()
  return `data:image/png;base64,${png.toString('base64')}`
}

async function file(ours: Running, _bare: Running, folder: string) {
  if (!hasNginx) return print('A picture against nginx: skipped, nginx is not installed')
  const images = [{ image: await noise() }]
  await post(ours, 'migrate/from-localstorage', { item_images: { 'item_image_Sealing Stone': { images } } })
  const search = await fetch(`http://127.0.0.1:${ours.port}/api/v1/images/search?subject_type=item`)
  const { items } = (await search.json()) as { items: { url: string }[] }
  const path = items[0]?.url as string
  const bytes = Buffer.from(await (await fetch(`http://127.0.0.1:${ours.port}${path}`)).arrayBuffer())
  await writeFile(join(folder, 'picture.webp'), bytes)
  const nginx = await startNginx(folder, 'picture.webp', SERVER)
  const what = `A picture of ${(bytes.length / 1_000).toFixed(0)} kB`
  const theirs: [Running, Kind] = [nginx, { kind: 'file', path: '/picture.webp' }]
  await compare(what, 0.5, [ours, { kind: 'file', path }], theirs, 'nginx')
  await stop(nginx.child)
}

const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-'))
print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${pinned}, 64 connections\n`)
const bare = await start('bench/bare.ts', {}, SERVER)
const settings = { DATABASE_URL: `sqlite:${folder}/scenes.db`, DATA_DIR: folder, ADMIN_TOKEN }
const ours = await start('src/server.ts', settings, SERVER)
const parts: Record<string, typeof file | typeof cached | typeof cold> = { cached, cold, known, file }
for (const part of values.only.split(',')) await parts[part]?.(ours, bare, folder)
await stop(ours.child)
await stop(bare.child)
await rm(folder, { recursive: true, force: true })
