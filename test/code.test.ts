import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
/** What a command of our packages says when it fails; nothing when it does not. */
const complaints = (...command: string[]) =>
  run(process.execPath, command).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )

/** What the last run found out, so that the next one checks only what has changed. */
const incremental = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/lorekeep/types.tsbuildinfo']

t.test('The types hold: Node runs the files without looking at them', async (t) => {
  const told = await complaints('node_modules/typescript/bin/tsc', '--noEmit', ...incremental)
  t.equal(told, '', 'see it with: npm run check')
})

t.test('The code is formatted, and has none of the faults that a linter finds', async (t) => {
  t.equal(await complaints('node_modules/@biomejs/biome/bin/biome', 'check'), '', 'mend it with: npm run format')
})
