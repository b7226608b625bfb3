import { existsSync, readdirSync } from 'node:fs'
import { mkdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { importDump } from '../../../src/domains/imports/dump-import.ts'
import { removeUploads } from '../../../src/domains/imports/jobs.ts'
import { openSink } from '../../../src/domains/imports/sink.ts'
import { refuse } from '../../../src/errors.ts'
import { inChunks, pictureOf, sample } from '../../fixtures/dumps.ts'
import { isProblem } from '../../fixtures/problem.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { type World, world } from '../../fixtures/world.ts'

const headers = { ...asOperator, 'content-type': 'application/json' }
const imported = (it: World, payload: string) =>
  it.call({ method: 'POST', url: '/api/v1/migrate/from-localstorage', headers, payload })
const uploadsOf = (it: World) => join(it.deps.env.DATA_DIR, 'uploads')
const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(20)
}

/** Pictures enough that no further one may wait, while they are being converted. */
async function busy(it: World) {
  const bytes = Buffer.from(await pictureOf(1), 'base64')
  return Array.from({ length: 66 }, () => it.deps.pictures.convert({ kind: 'bytes', bytes }))
}

t.test('A stop ends an import that waits for its turn, and nothing of the upload stays', async (t) => {
  const it = await world(t, 'sqlite')
  const others = await busy(it)
  const importing = imported(it, sample('documented-dump'))
  await Promise.all(others)
  const [upload] = readdirSync(uploadsOf(it))
  t.match(upload, /^upload-/)
  const closed = it.app.close()
  const reply = await importing
  await closed
  isProblem(t, it, reply, 503, 'overloaded')
  t.match(reply.json().message, 'Send the dump again in a moment: what is stored already is skipped.')
  t.strictSame(readdirSync(uploadsOf(it)), [])
})

t.test('A stop ends an import between two pictures; the next one skips what is stored', async (t) => {
  const { deps } = await world(t, 'sqlite')
  const run = (signal?: AbortSignal, onEntry?: () => void) => {
    const options = { dryRun: false, signal, ...(onEntry ? { onEntry } : {}) }
    return importDump(inChunks(sample('documented-dump')), openSink(deps, options), options)
  }
  const stop = new AbortController()
  await t.rejects(
    run(stop.signal, () => stop.abort(refuse('overloaded'))),
    /The service is busy/,
  )
  t.match(await run(), { scenes: 1, items: 2, skipped: 1, status: 'success' })
})

t.test('An import waits while too many other pictures are being converted', async (t) => {
  const it = await world(t, 'sqlite')
  const others = await busy(it)
  const importing = imported(it, sample('documented-dump'))
  await Promise.all(others)
  it.clock.now += 1_000
  t.match((await importing).json(), { scenes: 2, items: 2, errors: [], status: 'success' })
})

t.test('An import that waited for a minute ends, with a report of what it has imported', async (t) => {
  const it = await world(t, 'sqlite')
  const entries = Object.entries(JSON.parse(sample('documented-dump')).scene_cache)
  await imported(it, JSON.stringify({ scene_cache: Object.fromEntries(entries.slice(0, 1)) }))
  // What has been closed converts nothing more, and says that it is busy.
  await it.deps.pictures.close()
  const importing = imported(it, sample('documented-dump'))
  let isAnswered = false
  void importing.then(() => {
    isAnswered = true
  })
  while (!isAnswered) {
    it.clock.now += 1_000
    await sleep(5)
  }
  const error = /^The import ends here: too many other pictures are being converted\. Send the dump again later/
  t.match((await importing).json(), {
    scenes: 0,
    items: 0,
    skipped: 1,
    errors: [{ key: '', error }],
    status: 'partial',
  })
})

t.test('Uploads of processes that were killed are removed after a day', async (t) => {
  const it = await world(t, 'sqlite')
  const left = async (name: string, hoursAgo: number) => {
    const path = join(uploadsOf(it), name)
    await mkdir(path, { recursive: true })
    const at = new Date(it.clock.now - hoursAgo * 3_600_000)
    await utimes(path, at, at)
  }
  await it.deps.jobs.start()
  const jobIsDone = async () => {
    const id = await it.deps.jobs.send(it.deps.db, removeUploads, {})
    await until(() => it.logged.some((line) => line.includes(`"id":"${id}"`) && line.includes('job done')))
  }
  await jobIsDone()
  t.notOk(existsSync(uploadsOf(it)), 'there is no folder yet')
  for (const remove of [jobIsDone, () => imported(it, '{"scene_cache":{}}')]) {
    await left('upload-old', 25)
    await left('upload-young', 23)
    await left('something-else', 25)
    await remove()
    t.strictSame(readdirSync(uploadsOf(it)), ['something-else', 'upload-young'])
  }
})
