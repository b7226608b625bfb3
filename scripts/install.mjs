// Runs before `npm start` and `npm test`, so it may need nothing but Node itself, of whatever version.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, statSync } from 'node:fs'

const dev = process.argv.includes('--dev')
const installed = 'node_modules/.package-lock.json'
const lock = 'package-lock.json'

const missing = !existsSync(installed) || (dev && !existsSync('node_modules/tap'))
const stale = !missing && statSync(lock).mtimeMs > statSync(installed).mtimeMs
// A linked folder is another checkout's: installing would empty it under whoever works there.
const linked = lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()

if (!linked && (missing || stale)) {
  // biome-ignore lint/suspicious/noConsole: it speaks to whoever started it, before there is any logger
  console.log(missing ? 'Installing dependencies (once, about a minute) …' : 'Dependencies have changed, installing …')
  const omit = dev || existsSync('node_modules/tap') ? [] : ['--omit=dev']
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...omit], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
