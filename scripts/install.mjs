// Runs before `npm start` and `npm test`, so it uses no packages and runs on any version of Node.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'

const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
const installedList = 'node_modules/.package-lock.json'
const isInstalled = existsSync(installedList)

/** Compares contents, not times: touching the lock file does not cause an installation. */
function isUpToDate(withDev) {
  const installed = packagesIn(installedList)
  return Object.entries(packagesIn('package-lock.json')).every(([path, wanted]) => {
    const found = installed[path]
    // The project itself, and packages that this platform or `--omit=dev` leaves out.
    if (path === '' || (!found && (wanted.optional || wanted.devOptional || wanted.peer))) return true
    if (!found) return wanted.dev === true && !withDev
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}

const withDev = process.argv.includes('--dev') || existsSync('node_modules/tap')
// A linked folder belongs to another checkout: installing would empty it while that one uses it.
const isLinked = lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()

if (!isLinked && !(isInstalled && isUpToDate(withDev))) {
  // biome-ignore lint/suspicious/noConsole: there is no logger yet
  console.log(
    isInstalled ? 'Dependencies have changed, installing …' : 'Installing dependencies (once, about a minute) …',
  )
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(withDev ? [] : ['--omit=dev'])]
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
  // Node's own packages are optional, one per platform: npm does not report when none fits.
  if (!existsSync('node_modules/.bin/node')) {
    const platform = `${process.platform} ${process.arch}`
    // biome-ignore lint/suspicious/noConsole: there is no logger yet
    console.error(
      `Node for ${platform} is not among the packages: Node ${process.versions.node} of this machine is used.`,
    )
  }
}
