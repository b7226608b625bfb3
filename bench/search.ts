import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '../db/connect.ts'
import type { ImageQuery } from '../schemas/images/index.ts'
import { type Needs, searchImages } from '../src/domains/images/actions.ts'
import { startPostgres } from './postgres.ts'
import { PER_SUBJECT, seedImages } from './seed-images.ts'

/**
 * The gallery's search over a million pictures: the first page of each kind of search, with its count, and a walk by
 * cursor. `npm run bench:search -- --images 1000000 --times 200 --pages 1000 --only sqlite,postgres`.
 */
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000000' },
    times: { type: 'string', default: '200' },
    pages: { type: 'string', default: '1000' },
    only: { type: 'string', default: 'sqlite,postgres' },
  },
})
const [images, times, pages] = [values.images, values.times, values.pages].map(Number) as [number, number, number]
const print = (text: string) => process.stdout.write(`${text}\n`)

const anyOf = (count: number) => Math.floor(Math.random() * count)
const anySubject = () => `Subject${anyOf(images / PER_SUBJECT)}`
const anyRune = () => `rune${anyOf(Math.min(images, 100_000))}`

type Query = Partial<ImageQuery>

const searches: Record<string, () => Query> = {
  'without a filter': () => ({}),
  'by subject': () => ({ subject_name: anySubject() }),
  'by type': () => ({ subject_type: 'item' }),
  featured: () => ({ is_featured: true }),
  'not featured': () => ({ is_featured: false }),
  'a rare word': () => ({ q: anyRune() }),
  'a word of half of them': () => ({ q: 'tavern' }),
  'a word that none has': () => ({ q: 'unicorn' }),
  'two words, one rare': () => ({ q: `tavern ${anyRune()}` }),
  'two common words': () => ({ q: 'tavern lantern' }),
  'two common words that are never together': () => ({ q: 'dawn dusk' }),
  'a common word and a subject': () => ({ q: 'tavern', subject_name: anySubject() }),
  'made after all of them': () => ({ created_after: '2027-01-01T00:00:00.000Z' }),
}

interface Times {
  p50: number
  p99: number
  max: number
}

function timesOf(measured: number[]): Times {
  const sorted = measured.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, answer: T]> {
  const startedAt = performance.now()
  const answer = await work()
  return [performance.now() - startedAt, answer]
}

const line = (cells: string[]) => `| ${cells[0]?.padEnd(44)} | ${cells.slice(1).join(' | ')} |`
const figures = (measured: number[]) => {
  const { p50, p99, max } = timesOf(measured)
  return [p50, p99, max].map((it) => it.toFixed(it < 10 ? 2 : 0).padStart(8))
}

/** Slow searches are repeated for two seconds only. */
async function measure(search: (query: Query) => Promise<unknown>, query: () => Query): Promise<number[]> {
  const measured: number[] = []
  const until = performance.now() + 2_000
  for (let time = 0; time < 10; time++) await search(query())
  while (measured.length < times && (measured.length < 5 || performance.now() < until))
    measured.push((await timed(() => search(query())))[0])
  return measured
}

async function walk(search: (query: Query) => ReturnType<typeof searchImages>, query: Query): Promise<number[]> {
  const measured: number[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages; page++) {
    const [ms, { next_cursor }] = await timed(() => search({ ...query, ...(cursor && { cursor }) }))
    measured.push(ms)
    if (next_cursor === null) break
    cursor = next_cursor
  }
  return measured
}

function drawProgress(written: number) {
  if (!process.stderr.isTTY) return
  const bar = '#'.repeat(Math.round((written / images) * 30)).padEnd(30, '.')
  process.stderr.write(`\r[${bar}] ${written.toLocaleString('en')} pictures`)
}

async function measureOn(name: string, url: string) {
  const [seedMs] = await timed(() => seedImages(url, images, drawProgress))
  if (process.stderr.isTTY) process.stderr.write('\n')
  print(`\n${name}: ${images.toLocaleString('en')} pictures, written in ${(seedMs / 1_000).toFixed(0)} s\n`)
  const { db, close } = connect(url)
  const search = (query: Query) => searchImages({ db } as Needs, { page_size: 12, ...query } as ImageQuery)
  print(line(['First page', ...['p50', 'p99', 'most'].map((it) => it.padStart(8))]))
  print(line(['---', '---:', '---:', '---:']))
  for (const [what, query] of Object.entries(searches)) print(line([what, ...figures(await measure(search, query))]))
  print(line([`Walk of ${pages} pages`, ...['p50', 'p99', 'most'].map((it) => it.padStart(8))]))
  for (const [what, query] of Object.entries({ 'without a filter': {}, 'a common word': { q: 'tavern' } })) {
    const measured = await walk(search, query)
    print(line([`${what}, first 100`, ...figures(measured.slice(1, 101))]))
    print(line([`${what}, last 100`, ...figures(measured.slice(-100))]))
  }
  await close()
}

print(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; milliseconds; target: p99 under 20`)
if (values.only.includes('sqlite')) {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-bench-search-'))
  await measureOn('SQLite', `sqlite:${join(folder, 'images.db')}`).finally(() => rm(folder, { recursive: true }))
}
if (values.only.includes('postgres')) {
  const postgres = await startPostgres(['-c', 'max_wal_size=4GB'])
  await measureOn('Postgres', await postgres.database('images')).finally(() => postgres.stop())
}
