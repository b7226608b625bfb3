import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { signals } from './process/signals.ts'

/**
 * The process edge; nothing else touches `process`. Signals are heard before anything else is loaded, so that a stop
 * during the start is as clean as any other.
 */
const whenAsked = signals(process)
process.on('uncaughtException', (error) => fail(fault(error)))

/** A fault nobody caught: where it happened. Its message may quote what nobody should read. */
function fault({ name, stack = '' }: Error) {
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '))
  return [`Lorekeep stops on a fault of its own (${name}).`, ...frames].join('\n')
}

function fail(sentence: string) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

// What was compiled once is not compiled again at the next start. Beside the code: what others could write to is not run.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'))

const { boot, reason } = await import('./process/boot.ts')
await boot({ variables: process.env, out: process.stdout, whenAsked }).catch((error: unknown) => fail(reason(error)))
