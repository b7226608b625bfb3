import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { handleSignals } from './process/signals.ts'

/**
 * Entry point. Only files here and in process/ touch `process`. Signals are handled before the rest is loaded, so that a
 * stop during the start is clean too.
 */
const onStop = handleSignals(process)
process.on('uncaughtException', (error) => fail(placeOf(error)))

/** Where an uncaught error was thrown. Its message is left out: it may quote secrets. */
function placeOf({ name, stack = '' }: Error) {
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '))
  return [`Lorekeep stops on a fault of its own (${name}).`, ...frames].join('\n')
}

function fail(sentence: string) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

// Compile cache: a faster start. It lies beside the code: in a shared folder, another user could replace what runs.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'))

const { boot, startFailure } = await import('./process/boot.ts')
const edge = { variables: process.env, out: process.stdout, onStop }
await boot(edge).catch((error: unknown) => fail(startFailure(error)))
