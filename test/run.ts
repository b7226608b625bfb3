import { spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fleeting, startPostgres } from './fixtures/postgres.ts'

/**
 * Runs tap with one Postgres for all test files, and says at the end how many assertions held. Further arguments go to
 * tap, folders as the test files in them: `npm test -- test/domains/saves test/contract/sweep.test.ts`.
 */
const print = (text: string) => process.stdout.write(`${text}\n`)
const results = await mkdtemp(join(tmpdir(), 'lorekeep-tap-'))

/** Off a terminal: a line for each file, failures in full, and with CI no frames that are drawn over each other. */
const variables = process.stdout.isTTY ? {} : { CI: 'true' }

const isFolder = (arg: string) => statSync(arg, { throwIfNoEntry: false })?.isDirectory()
const args = process.argv.slice(2).flatMap((arg) => (isFolder(arg) ? globSync(`${arg}/**/*.test.ts`) : [arg]))

async function runTap(postgresUrl: string) {
  const tap = spawn('tap', ['run', '--reporter=base', `--output-dir=${results}`, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...variables, TEST_POSTGRES_URL: postgresUrl },
  })
  return new Promise<number>((resolve, reject) => {
    tap.once('error', reject)
    tap.once('exit', (status) => resolve(status ?? 1))
  })
}

async function run() {
  const postgres = await startPostgres(fleeting)
  try {
    return await runTap(postgres.url)
  } finally {
    await postgres.stop()
  }
}

/** Adds up the assertions of one file's results. The point that closes a subtest is none of its own. */
function count(tap: string, counts: { passed: number; failed: number; skipped: number }) {
  const open = new Set<string>()
  for (const [, indent = '', subtest, not, rest] of tap.matchAll(/^( *)(?:(# Subtest:)|(not )?ok \d+(.*))/gm)) {
    if (subtest) open.add(indent)
    else if (open.delete(indent)) continue
    else if (/ # (SKIP|TODO)/.test(rest ?? '')) counts.skipped++
    else if (not) counts.failed++
    else counts.passed++
  }
}

async function summary() {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for await (const file of glob('**/*.tap', { cwd: results })) {
    const tap = await readFile(join(results, file), 'utf8')
    count(tap.replace(/^( *)---\n[\s\S]*?^\1\.\.\.$/gm, ''), counts)
  }
  return counts
}

const code = await run().catch((error: Error) => {
  print(`The tests cannot run: ${error.stack}`)
  return 1
})
const { passed, failed, skipped } = await summary()
await rm(results, { recursive: true, force: true })
// A file that ended before its time has failed, whatever it said until then.
print(`${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exit(code)
