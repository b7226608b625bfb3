import { globSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fleeting, startPostgres } from './fixtures/postgres.ts'
import { keepDurations, longestFirst } from './runner/durations.ts'
import { type FileResult, runFiles } from './runner/file.ts'
import { groupsOf } from './runner/groups.ts'
import { operationsWithoutSuccess } from './runner/operations.ts'
import { countsOf, failuresText, progress, totalText } from './runner/report.ts'
import { makeTemplates } from './runner/templates.ts'

/**
 * Runs the test files with one Postgres for all of them, several in one process where they can share it, the longest first, and says at the
 * end how many assertions held. Arguments are files or folders: `npm test -- test/domains/saves test/contract/sweep.test.ts`.
 * tap has its own runner, but it always takes the files in the order of the alphabet, and it loads itself into each process.
 */
const root = resolve(import.meta.dirname, '..')
process.chdir(root)

/** One more than there are cores, for some files mostly wait for processes; more than four would compete for the one Postgres. */
const concurrency = Math.min(4, availableParallelism() + 1)

function filesOf(named: string[]): string[] {
  return named.flatMap((arg) => {
    const stats = statSync(arg, { throwIfNoEntry: false })
    if (!stats) throw new Error(`there is no file or folder named ${arg}`)
    return stats.isDirectory() ? globSync(`${arg}/**/*.test.ts`) : [relative(root, resolve(arg))]
  })
}

async function runAll(files: string[], settings: NodeJS.ProcessEnv, signal: AbortSignal): Promise<FileResult[]> {
  const env = {
    ...process.env,
    ...settings,
    // Each process compiles the same packages: a quarter of a second less with their compiled code at hand.
    NODE_COMPILE_CACHE: resolve(root, 'node_modules/.cache/lorekeep/compiled'),
  }
  const shown = progress(files.length)
  const waiting = await groupsOf(files)
  const results: FileResult[] = []
  const runNext = async () => {
    for (let group = waiting.shift(); group && !signal.aborted; group = waiting.shift()) {
      shown.starts(group[0] as string)
      results.push(...(await runFiles(group, env, { onAssertion: shown.update, onEnd: shown.ends }, signal)))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, runNext))
  shown.clear()
  return results
}

async function run(signal: AbortSignal): Promise<FileResult[]> {
  const named = process.argv.length > 2 ? process.argv.slice(2) : ['test']
  const files = await longestFirst([...new Set(filesOf(named))])
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-run-'))
  const answered = join(folder, 'answered')
  await mkdir(answered)
  const postgres = await startPostgres(fleeting)
  try {
    const templates = await makeTemplates(postgres.url, folder)
    const settings = { TEST_POSTGRES_URL: postgres.url, TEST_ANSWERED_DIR: answered, ...templates }
    const results = await runAll(files, settings, signal)
    await keepDurations(results.filter((it) => it.failures.length === 0))
    if (!named.includes('test') || signal.aborted) return results
    const operations = await operationsWithoutSuccess(answered)
    if (operations.failures.length > 0) process.stdout.write(failuresText(operations))
    return [...results, operations]
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const results = await run(stop.signal).catch((error: Error) => {
  process.stdout.write(`The tests cannot run: ${error.stack}\n`)
  return []
})
const failing = results.filter((it) => it.failures.length > 0)
if (failing.length > 0) process.stdout.write(`Failed: npm test -- ${failing.map((it) => it.file).join(' ')}\n`)
for (const { file, skipped } of results) for (const it of skipped) process.stdout.write(`Skipped: ${file}: ${it}\n`)
const counts = countsOf(results)
// A run that was cut off, or that ran nothing, has not passed.
if (stop.signal.aborted || counts.passed === 0) counts.failed = Math.max(counts.failed, 1)
process.stdout.write(`${totalText(counts)}\n`)
process.exit(counts.failed > 0 ? 1 : 0)
