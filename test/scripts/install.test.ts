import { spawnSync } from 'node:child_process'
import { chmod, copyFile, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { folder } from '../fixtures/process.ts'

type Package = { version: string; integrity?: string; dev?: true; optional?: true }
type Packages = Record<string, Package>

const script = resolve(import.meta.dirname, '../../scripts/install.mjs')
const fastify = { 'node_modules/fastify': { version: '5.0.0', integrity: 'sha512-a' } }
const forTests = { 'node_modules/tap': { version: '21.0.0', integrity: 'sha512-b', dev: true } } as const
const elsewhere = { 'node_modules/fsevents': { version: '2.0.0', integrity: 'sha512-c', optional: true } } as const
const root = { '': { version: '0.1.0' } }

/** What npm is asked for by the script in a folder with this lock and these packages; undefined: it is not asked. */
async function installs(t: Test, wanted: Packages, installed: Packages | undefined, ...args: string[]) {
  const home = await folder(t)
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(home, file)), { recursive: true })
    await writeFile(join(home, file), text)
  }
  await write('package-lock.json', JSON.stringify({ packages: { ...root, ...wanted } }))
  await write('bin/npm', '#!/bin/sh\necho "$@" > asked\nmkdir -p node_modules/.bin && touch node_modules/.bin/node\n')
  await chmod(join(home, 'bin/npm'), 0o755)
  if (installed) {
    await write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }))
    if ('node_modules/tap' in installed) await write('node_modules/tap/package.json', '{}')
    // The lock was touched after the installation.
    await utimes(join(home, 'node_modules/.package-lock.json'), 0, 0)
  }
  await copyFile(script, join(home, 'install.mjs'))
  const { status, stderr } = spawnSync(process.execPath, ['install.mjs', ...args], {
    cwd: home,
    env: { PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}` },
    encoding: 'utf8',
  })
  t.strictSame([status, stderr], [0, ''])
  const asked = await readFile(join(home, 'asked'), 'utf8').catch(() => undefined)
  await rm(join(home, 'asked'), { force: true })
  return asked?.trim()
}

const ci = 'ci --no-audit --no-fund --loglevel=error'

t.test('A fresh clone installs what it needs to run, and for its tests everything', async (t) => {
  t.equal(await installs(t, { ...fastify, ...forTests }, undefined), `${ci} --omit=dev`)
  t.equal(await installs(t, { ...fastify, ...forTests }, undefined, '--dev'), ci)
  t.equal(await installs(t, { ...fastify, ...forTests }, fastify, '--dev'), ci, 'after a start alone too')
})

t.test('A lock that says the same installs nothing, even when its file is newer', async (t) => {
  t.equal(await installs(t, { ...fastify, ...forTests, ...elsewhere }, fastify), undefined)
  t.equal(await installs(t, { ...fastify, ...forTests }, { ...fastify, ...forTests }, '--dev'), undefined)
})

t.test('A lock that names another version, other contents or another package installs again', async (t) => {
  const changed = (more: Partial<Package>) => ({
    'node_modules/fastify': { ...fastify['node_modules/fastify'], ...more },
  })
  t.equal(await installs(t, changed({ version: '5.0.1' }), fastify), `${ci} --omit=dev`)
  t.equal(await installs(t, changed({ integrity: 'sha512-z' }), fastify), `${ci} --omit=dev`)
  t.equal(await installs(t, { ...fastify, 'node_modules/pg': { version: '8.0.0' } }, fastify), `${ci} --omit=dev`)
  const all = { ...fastify, ...forTests }
  t.equal(await installs(t, { ...all, ...changed({ version: '6.0.0' }) }, all), ci, 'what tests need stays')
})
