import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { handleSignals } from './process/signals.ts'

/**
 * The process edge; nothing else touches `process`. Signals are handled before anything else is loaded, so that a stop
 * during the start is as clean as any other.
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

// Code is compiled once, not at each start. The cache lies beside the code, where nobody else can write what we would run.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'))

const { boot, startFailure } = await import('./process/boot.ts')
const edge = { variables: process.env, out: process.stdout, onStop }
await boot(edge).catch((error: unknown) => fail(startFailure(error)))
