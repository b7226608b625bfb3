import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { progressBar } from '../../scripts/progress-bar.ts'
import { sample } from '../fixtures/dumps.ts'
import { folder } from '../fixtures/process.ts'

const run = promisify(execFile)
const script = resolve(import.meta.dirname, '../../scripts/import.ts')

/** The command in a folder of its own. */
async function imported(t: Test, dump: string | undefined, ...args: string[]) {
  const home = await folder(t)
  if (dump !== undefined) await writeFile(join(home, 'dump.json'), dump)
  const env = { PATH: process.env.PATH, HOME: home, DATA_DIR: join(home, 'data') }
  return run(process.execPath, [script, ...args], { cwd: home, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  )
}

t.test('It says what it needs, and exits with 1', async (t) => {
  t.match(await imported(t, undefined), { code: 1, stderr: /^Name the file: npm run import -- FILE/ })
  t.match(await imported(t, undefined, 'dump.json'), { code: 1, stderr: 'There is no such file.\n' })
  t.match(await imported(t, '[]', 'dump.json'), { code: 1, stderr: /^The dump cannot be read near byte 0/ })
  t.match(await imported(t, '{}', 'dump.json', '--dry-run'), { code: 1, stdout: /^the dump: .*\n.* failed\n$/ })
})

t.test('It lists errors, sums up, and exits with 0 when something was imported', async (t) => {
  const { scene_cache_Emberpeak_dawn_clear } = JSON.parse(String(await sample('documented-dump'))).scene_cache
  const scene_cache = { scene_cache_Emberpeak_dawn_clear, a_dawn_clear: {} }
  t.strictSame(await imported(t, JSON.stringify({ scene_cache }), 'dump.json', '--dry-run'), {
    code: 0,
    stdout: [
      'a_dawn_clear: The picture is missing. It must be base64, or a data URI with base64.',
      'Dry run, nothing was stored. Pictures of scenes: 1, of items: 0. There already: 0. Errors: 1. 0.0 MB. partial\n',
    ].join('\n'),
    stderr: '',
  })
})

t.test('The progress bar is drawn on a terminal alone, and only when it has changed', async (t) => {
  const drawn = (isTTY: boolean) => {
    const written: string[] = []
    const bar = progressBar({ isTTY, write: (text) => written.push(text) })
    for (let time = 0; time < 1_000; time++) bar.show(0.5, 'half of it')
    bar.clear()
    return written
  }
  t.strictSame(drawn(false), [])
  t.strictSame(drawn(true), [`\r\u001b[K[${'#'.repeat(15)}${'.'.repeat(15)}] half of it`, '\r\u001b[K'])
})
