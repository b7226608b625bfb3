import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Parser, type Result } from 'tap-parser'

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

/**
 * Runs one test file as a process of its own and reads what it says in TAP. `onAssertion` is called with the results so far.
 * A file that ends without a plan, with another exit code than 0 or with a signal has failed, whatever it said until then.
 */
export async function runFile(
  file: string,
  env: NodeJS.ProcessEnv,
  onAssertion: (result: FileResult) => void,
  signal: AbortSignal,
): Promise<FileResult> {
  const result: FileResult = { file, passed: 0, skipped: [], failures: [], stderr: '', seconds: 0 }
  const startedAt = performance.now()
  const parser = new Parser()
  parser.on('pass', () => result.passed++)
  parser.on('skip', (it: Result) => result.skipped.push(reasonOf(it.fullname, it.skip)))
  parser.on('todo', (it: Result) => result.skipped.push(reasonOf(it.fullname, it.todo)))
  parser.on('fail', ({ fullname, diag }: Result) => result.failures.push({ title: fullname, diagnostics: diag }))
  parser.on('result', () => onAssertion(result))

  const child = spawn(process.execPath, [file], {
    env: { ...env, TAP_TIMEOUT: String(timeoutSeconds) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: killedAfterSeconds * 1000,
    killSignal: 'SIGKILL',
    signal,
  })
  child.on('error', (error) => (result.stderr += `${error.message}\n`))
  child.stdout.on('data', (chunk: Buffer) => parser.write(chunk))
  child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk))
  const [code, killedBy] = await once(child, 'close').catch(() => [null, 'SIGTERM'])
  const parsed = new Promise((resolve) => parser.once('complete', resolve))
  parser.end()
  await parsed

  result.seconds = (performance.now() - startedAt) / 1000
  const isWhole = code === 0 && parser.ok
  if (!isWhole && result.failures.length === 0) {
    const ending = killedBy ? `the signal ${killedBy}` : `exit code ${code}`
    result.failures.push({ title: `the file ended with ${ending}`, diagnostics: undefined })
  }
  return result
}
