import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { config as dotenv } from 'dotenv'
import type { ImportReport } from '../schemas/imports.ts'
import { readEnv } from '../src/config.ts'
import { open, portProblems } from '../src/deps.ts'
import { importDump } from '../src/domains/imports/dump-import.ts'
import { openSink } from '../src/domains/imports/sink.ts'
import { logger } from '../src/plugins/log.ts'
import { startFailure } from '../src/process/boot.ts'
import { systemClock } from '../src/process/clock.ts'
import { progressBar, sizeOf } from './progress-bar.ts'

/**
 * Imports the pictures that a browser has kept, from a file of any size: `npm run import -- FILE [--dry-run]`. It uses
 * the same variables as the service, which may run meanwhile.
 */

async function importFile(file: string, dryRun: boolean): Promise<ImportReport> {
  const { size } = await stat(file)
  dotenv({ quiet: true })
  const opened = await open(readEnv(process.env, portProblems), {
    clock: systemClock,
    log: logger('warn', process.stderr),
  })
  const bar = progressBar(process.stderr)
  let [bytes, entries] = [0, 0]
  const show = () => bar.show(bytes / size, `${sizeOf(bytes)} of ${sizeOf(size)}, ${entries} entries`)
  const onRead = (more: number) => {
    bytes += more
    show()
  }
  const onEntry = () => {
    entries++
    show()
  }
  try {
    await opened.verifyDatabase()
    await opened.migrate()
    return await importDump(read(file, onRead), openSink(opened.deps, { dryRun }), { dryRun, onEntry })
  } finally {
    bar.clear()
    await opened.close()
  }
}

async function* read(file: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file)) {
    onRead(chunk.length)
    yield chunk
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`)

async function run(): Promise<boolean> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } })
  const [file] = positionals
  if (file === undefined) throw new Error('Name the file: npm run import -- FILE [--dry-run]')
  const { status, message, total_size_mb, errors } = await importFile(file, values['dry-run'] ?? false)
  for (const { key, error } of errors) print(`${key || 'the dump'}: ${error}`)
  print(`${message} ${total_size_mb.toFixed(1)} MB. ${status}`)
  return status !== 'failed'
}

/** Why it failed, in a sentence. */
const reasonOf = (error: NodeJS.ErrnoException) =>
  error.code === 'ENOENT' ? 'There is no such file.' : startFailure(error).replace(/^Lorekeep cannot start: /, '')

process.exitCode = await run().then(
  (isDone) => (isDone ? 0 : 1),
  (error) => {
    process.stderr.write(`${reasonOf(error)}\n`)
    return 1
  },
)
