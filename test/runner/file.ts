import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { Parser, type Result } from 'tap-parser'
import { ended } from './ended.ts'

export interface Failure {
  /** The titles on the way to the assertion, outermost first. */
  title: string
  /** What the assertion says about itself: where it stands, what was expected. */
  diagnostics: Record<string, unknown> | undefined
}

export interface FileResult {
  file: string
  passed: number
  skipped: string[]
  failures: Failure[]
  stderr: string
  seconds: number
}

/** Seconds that tap grants a file, enough for a busy machine; after the second time it is killed without being asked. */
const timeoutSeconds = 300
const killedAfterSeconds = 330

/** A test that is skipped without a reason has `true` for one. */
const reasonOf = (title: string, reason: string | boolean) =>
  typeof reason === 'string' ? `${title}: ${reason}` : title

const resultOf = (file: string): FileResult => ({ file, passed: 0, skipped: [], failures: [], stderr: '', seconds: 0 })

const together = resolve(import.meta.dirname, 'together.ts')

/**
 * Runs test files in one process of their own and reads what it says in TAP. `onAssertion` is called with the results so
 * far, `onEnd` with each file's. A process that ends without a plan, with another exit code than 0 or with a signal has
 * failed in the file that it was at, and those after it have not run.
 */
export async function runFiles(
  files: string[],
  env: NodeJS.ProcessEnv,
  { onAssertion, onEnd }: { onAssertion(result: FileResult): void; onEnd(result: FileResult): void },
  signal: AbortSignal,
): Promise<FileResult[]> {
  const results = files.map(resultOf)
  let at = 0
  let startedAt = performance.now()
  const current = () => results[Math.min(at, results.length - 1)] as FileResult
  const end = () => {
    const result = current()
    result.seconds = (performance.now() - startedAt) / 1000
    startedAt = performance.now()
    at++
    onEnd(result)
  }
  const parser = new Parser()
  const marks = new Map(files.map((file) => [ended(file), file]))
  parser.on('pass', () => current().passed++)
  parser.on('skip', (it: Result) => current().skipped.push(reasonOf(it.fullname, it.skip)))
  parser.on('todo', (it: Result) => current().skipped.push(reasonOf(it.fullname, it.todo)))
  parser.on('fail', ({ fullname, diag }: Result) => current().failures.push({ title: fullname, diagnostics: diag }))
  parser.on('result', () => onAssertion(current()))
  parser.on('assert', ({ name }: Result) => {
    if (files.length > 1 && marks.has(name)) end()
  })

  const child = spawn(process.execPath, files.length > 1 ? [together, ...files] : files, {
    env: { ...env, TAP_TIMEOUT: String(timeoutSeconds * files.length) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: killedAfterSeconds * files.length * 1000,
    killSignal: 'SIGKILL',
    signal,
  })
  child.on('error', (error) => (current().stderr += `${error.message}\n`))
  child.stdout.on('data', (chunk: Buffer) => parser.write(chunk))
  child.stderr.on('data', (chunk: Buffer) => (current().stderr += chunk))
  const [code, killedBy] = await once(child, 'close').catch(() => [null, 'SIGTERM'])
  const parsed = new Promise((resolve) => parser.once('complete', resolve))
  parser.end()
  await parsed

  const isWhole = code === 0 && parser.ok
  if (!isWhole && results.every(({ failures }) => failures.length === 0)) {
    const ending = killedBy ? `the signal ${killedBy}` : `exit code ${code}`
    current().failures.push({ title: `the process ended with ${ending}`, diagnostics: undefined })
  }
  while (at < results.length) {
    if (at > 0 && current().passed === 0 && current().failures.length === 0)
      current().failures.push({ title: 'the file has not run: its process ended before', diagnostics: undefined })
    end()
  }
  return results
}
