import t from 'tap'
import { importDump, type Sink } from '../../../src/domains/imports/dump-import.ts'
import { refuse } from '../../../src/errors.ts'
import { imageWith, inChunks, sample, sceneWith } from '../../fixtures/dumps.ts'

/** Keeps what it is given, and skips a picture that it has. */
function memorySink(dryRun = false) {
  const kept: string[] = []
  const store = async ({ key, image }: { key: string; image: Uint8Array }) => {
    const id = `${key} ${Buffer.from(image).toString('base64')}`
    if (kept.includes(id)) return 'skipped' as const
    if (!dryRun) kept.push(id)
    return 'stored' as const
  }
  const featured: string[] = []
  const sink: Sink = {
    scene: store,
    item: store,
    featured: async ({ name, index }) => void featured.push(`${name} ${index}`),
    end: async () => 0,
  }
  return { kept, featured, sink }
}

const run = (dump: unknown, sink: Sink, dryRun = false) =>
  importDump(inChunks(typeof dump === 'string' ? dump : JSON.stringify(dump)), sink, { dryRun })

const failing = (error: Error): Sink => ({
  scene: async () => 'stored',
  item: () => Promise.reject(error),
  featured: () => Promise.reject(error),
  end: async () => 0,
})

t.test('What cannot be read at all is refused; what breaks later is reported', async (t) => {
  await t.rejects(run('a dump', memorySink().sink), {
    name: 'Error',
    position: 0,
    message: /cannot be read near byte 0/,
  })
  await t.rejects(run('{"scene_cache":{}', memorySink().sink), /near byte 17: it ends too early/)
  const text = JSON.stringify(sceneWith({}))
  t.strictSame(await run(text.slice(0, -1), memorySink().sink), {
    scenes: 1,
    items: 0,
    skipped: 0,
    errors: [{ key: '', error: `The dump cannot be read near byte ${text.length - 1}: it ends too early.` }],
    total_size_mb: 9e-6,
    status: 'partial',
    message: 'Stored pictures of scenes: 1, of items: 0. There already: 0. Errors: 1.',
  })
})

t.test('A refusal is listed with its entry; a fault of the service ends the import', async (t) => {
  const dump = { ...sceneWith({}), ...imageWith({}) }
  const refused = await run(dump, failing(refuse('invalid-request', { message: 'The picture is no picture.' })))
  t.match(refused, {
    scenes: 1,
    errors: [{ key: 'item_image_Torch', error: 'The picture is no picture.' }],
    status: 'partial',
  })
  for (const error of [refuse('database-unavailable'), new Error('a bug')])
    await t.rejects(run(dump, failing(error)), error)
})

t.test('At most 100 errors are listed, and all are counted', async (t) => {
  const scene_cache = Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`a${at}_dawn_clear`, 0]))
  const { errors, status, message } = await run({ scene_cache }, memorySink().sink)
  t.equal(errors.length, 100)
  t.equal(status, 'failed')
  t.match(message, 'Errors: 130 (the first 100 are listed).')
  t.match(await run({ a: 1 }, memorySink().sink), { status: 'failed', errors: [{ key: '' }] })
})

t.test('A dry run counts, and stores nothing', async (t) => {
  const { kept, sink } = memorySink(true)
  t.match(await run(sample('browser-dump'), sink, true), {
    scenes: 5,
    items: 8,
    status: 'success',
    message: 'Dry run, nothing was stored. Pictures of scenes: 5, of items: 8. There already: 0. Errors: 0.',
  })
  t.strictSame(kept, [])
})

t.test('A dump is stored, and skipped the second time', async (t) => {
  const { kept, featured, sink } = memorySink()
  const first = await run(sample('browser-dump'), sink)
  t.match(first, { scenes: 5, items: 8, skipped: 0, errors: [], status: 'success' })
  t.equal(
    first.total_size_mb,
    kept.reduce((sum, it) => sum + Buffer.from(it.split(' ').at(-1) ?? '', 'base64').length, 0) / 1e6,
  )
  t.strictSame(featured, ['Healing Potion 1', "Miner's Note 1"])
  t.match(await run(sample('browser-dump'), sink), {
    scenes: 0,
    items: 0,
    skipped: 13,
    status: 'success',
    total_size_mb: 0,
  })
})
