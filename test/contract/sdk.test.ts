import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { slugs } from '../../schemas/refusals.ts'
import { sdk } from '../../scripts/sdk.ts'
import {
  createClient,
  deleteSave,
  loadSession,
  ProblemSlug,
  patchSave,
  type SaveState,
  saveSession,
} from '../../sdk/index.ts'
import { browser, noBrowser, visit } from '../fixtures/browser.ts'
import { onBothAlone, world } from '../fixtures/world.ts'

const saves = JSON.parse(readFileSync('test/fixtures/saves.json', 'utf8')) as { session_id: string; state: SaveState }[]

const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  )

test('the SDK is the one of openapi.yaml', async (t) => {
  const fresh = join(t.testdir(), 'sdk')
  await sdk(fresh)
  t.strictSame(filesOf('sdk/generated'), filesOf(fresh), 'mend it with: npm run sdk')
})

test('the SDK speaks to the live service', async (t) => {
  onBothAlone(t, 'saveSession and loadSession of the SDK carry each sample', async (t, { app }) => {
    const client = createClient({ baseUrl: await app.listen({ host: '127.0.0.1', port: 0 }) })

    for (const { session_id, state } of saves) {
      const missing = await loadSession({ client, path: { session_id } })
      t.equal(missing.error?.error, 'save-not-found', 'a refusal is a typed value')
      t.equal(missing.response?.status, 404)

      const saved = await saveSession({ client, body: { session_id, state }, headers: { 'If-None-Match': '*' } })
      t.match(saved.data, { status: 'saved', scene_index: state.scene_index, version: 1 })
      const loaded = await loadSession({ client, path: { session_id }, throwOnError: true })
      t.strictSame(loaded.data.state, state)

      const etag = loaded.response.headers.get('etag') as string
      const same = await loadSession({ client, path: { session_id }, headers: { 'If-None-Match': etag } })
      t.equal(same.response?.status, 304)
      const patched = await patchSave({
        client,
        path: { session_id },
        body: { party_name: 'Another' },
        headers: { 'If-Match': etag },
      })
      t.equal(patched.data?.version, 2)
      const late = await saveSession({ client, body: { session_id, state }, headers: { 'If-Match': etag } })
      t.equal(late.response?.status, 412)
      t.match(late.error, { error: 'save-changed', current: { version: 2, state: { party_name: 'Another' } } })

      await deleteSave({ client, path: { session_id }, throwOnError: true })
      const thrown = await loadSession({ client, path: { session_id }, throwOnError: true }).catch((error) => error)
      t.match(thrown, { error: 'save-not-found', code: 404 })
    }
  })

  onBothAlone(t, 'any session id travels in a path', async (t, { app }) => {
    const client = createClient({ baseUrl: await app.listen({ host: '127.0.0.1', port: 0 }) })
    for (const session_id of ['a/b', '../..', '100%', 'é 🐉', '?x=1#y', '%2F']) {
      const { state } = saves[0] as (typeof saves)[0]
      await saveSession({ client, body: { session_id, state }, throwOnError: true })
      const { data } = await loadSession({ client, path: { session_id }, throwOnError: true })
      t.equal(data.session_id, session_id)
    }
  })
})

test('the SDK names every slug, and says it when no server answers', async (t) => {
  t.strictSame(Object.values(ProblemSlug).sort(), [...slugs].sort())
  const client = createClient({ baseUrl: 'http://127.0.0.1:9' })
  const { error, response } = await loadSession({ client, path: { session_id: 'a' } })
  t.equal(response, undefined)
  t.ok(error instanceof TypeError, 'it is what fetch threw')
})

const strictly =
  '--noEmit --strict --module esnext --moduleResolution bundler --target esnext --allowImportingTsExtensions'

test('the example of sdk/README.md has sound types, and runs as it is printed', async (t) => {
  const { app } = await world(t, 'sqlite')
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync('sdk/README.md', 'utf8')) ?? []
  const file = join(t.testdir(), 'example.ts')
  writeFileSync(file, example.replace('http://localhost:8000', origin).replace('./sdk/', `${process.cwd()}/sdk/`))
  const types = promisify(execFile)('node_modules/.bin/tsc', [...strictly.split(' '), '--skipLibCheck', file])
  t.equal(await types.then(({ stdout }) => stdout).catch(({ stdout }) => stdout), '', 'a strict compiler takes it')
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  t.equal(stdout, '6 "1"\n')
})

/** A frontend of another origin, which serves the SDK with its types stripped. */
const frontend = createServer(async ({ url = '/' }, reply) => {
  if (!url.endsWith('.ts')) return reply.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,">')
  const source = await readFile(join('sdk', new URL(url, 'http://x').pathname), 'utf8')
  reply.setHeader('content-type', 'text/javascript').end(stripTypeScriptTypes(source))
})

test('the SDK runs in a browser, from another origin', { skip: noBrowser }, async (t) => {
  const { app } = await world(t, 'sqlite')
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  await new Promise<void>((done) => frontend.listen(0, '127.0.0.1', done))
  t.teardown(() => frontend.close())
  const { page, errors } = await visit(
    await browser(t),
    `http://localhost:${(frontend.address() as AddressInfo).port}/`,
  )

  const [first] = saves
  const told = await page.evaluate(
    async ({ baseUrl, body }) => {
      const { createClient, saveSession, loadSession } = (await import(
        '/index.ts' as string
      )) as typeof import('../../sdk/index.ts')
      const client = createClient({ baseUrl })
      const saved = await saveSession({ client, body })
      const etag = saved.response?.headers.get('etag') as string
      const loaded = await loadSession({ client, path: body })
      const late = await saveSession({ client, body, headers: { 'If-Match': '"7"' } })
      return { etag, state: loaded.data?.state, late: late.error?.error }
    },
    { baseUrl, body: first as (typeof saves)[0] },
  )
  t.strictSame(told, { etag: '"1"', state: first?.state, late: 'save-changed' })
  t.strictSame(
    errors.filter((error) => !error.includes('412')),
    [],
  )
})
