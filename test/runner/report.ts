import { stringify } from 'yaml'
import type { FileResult } from './file.ts'

const number = (value: number) => value.toLocaleString('en-US')
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const indented = (text: string) => text.trimEnd().replace(/^/gm, '    ')

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const countsOf = (results: FileResult[]): Counts => ({
  passed: sum(results.map((it) => it.passed)),
  failed: sum(results.map((it) => it.failures.length)),
  skipped: sum(results.map((it) => it.skipped.length)),
})

/** A loop that fails says the same thousands of times. */
const SHOWN_PER_FILE = 50

/** Everything that a file said about its failures, and the command that runs it again. */
export function failuresText({ file, failures, stderr }: FileResult): string {
  const points = failures.slice(0, SHOWN_PER_FILE).map(({ title, diagnostics }) => {
    // The place is in the stack and in the source that the assertion shows.
    const { at: _, ...shown } = { ...diagnostics }
    const details = diagnostics ? `\n${indented(stringify(shown))}` : ''
    return `  ✗ ${title}${details}`
  })
  const errors = stderr.trim() ? [`  stderr:\n${indented(stderr)}`] : []
  const hidden = failures.length - points.length
  if (hidden > 0) points.push(`  … and ${number(hidden)} more`)
  return [`\nFAILED ${file}`, ...points, ...errors, `  Run it again: npm test -- ${file}\n`].join('\n')
}

export const totalText = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`

/**
 * Tells how far the run is. On a terminal, one line at the bottom is written anew and everything above it stays; elsewhere
 * (CI, a pipe) a line for each finished file.
 */
export function progress(fileCount: number, stream: NodeJS.WriteStream = process.stdout) {
  const redraws = stream.isTTY && !process.env.CI
  const running = new Map<string, FileResult | undefined>()
  const finished: FileResult[] = []
  let drawnAt = 0

  const print = (text: string) => stream.write(redraws ? `\r\x1b[K${text}\n` : `${text}\n`)

  const draw = () => {
    if (!redraws) return
    drawnAt = performance.now()
    const { passed, failed } = countsOf([...finished, ...running.values()].filter((it) => it !== undefined))
    const counts = `${finished.length} of ${fileCount} files, ${number(passed + failed)} assertions, ${number(failed)} failed`
    stream.write(`\r\x1b[K${`${counts}  ${[...running.keys()].join(', ')}`.slice(0, stream.columns - 1)}`)
  }

  return {
    print,
    starts(file: string) {
      running.set(file, undefined)
      draw()
    },
    update(result: FileResult) {
      running.set(result.file, result)
      if (performance.now() - drawnAt > 100) draw()
    },
    ends(result: FileResult) {
      running.delete(result.file)
      finished.push(result)
      const { passed, failed } = countsOf([result])
      const { file, seconds } = result
      const place = `[${finished.length}/${fileCount}]`
      if (failed > 0) print(failuresText(result))
      if (!redraws) print(`${place} ${file}: ${number(passed)} passed, ${failed} failed, ${seconds.toFixed(1)} s`)
      draw()
    },
    clear() {
      if (redraws) stream.write('\r\x1b[K')
    },
  }
}
