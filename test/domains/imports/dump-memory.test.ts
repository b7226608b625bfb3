import t from 'tap'
import { readDump } from '../../../src/domains/imports/dump.ts'

const PICTURE_BYTES = 3_000_000
const base64 = Buffer.alloc(PICTURE_BYTES, 'a picture').toString('base64')

/** More of it by hand: `IMPORT_MB=500 npm test -- test/domains/imports/dump-memory.test.ts`. */
const megabytes = Number(process.env.IMPORT_MB ?? 60)

const memoryMb = () => process.memoryUsage.rss() / 1_000_000

/** A scene cache as browsers hold it, one JSON text, that is made while it is read. */
async function* sceneCache(scenes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"nanoBananaSceneCache":"{')
  for (let scene = 0; scene < scenes; scene++) {
    yield Buffer.from(`${scene ? ',' : ''}\\"scene_place-${scene}_dawn_clear\\":{\\"imageData\\":\\"`)
    for (let at = 0; at < base64.length; at += 65_536) yield Buffer.from(base64.slice(at, at + 65_536))
    yield Buffer.from('\\",\\"timestamp\\":1761330000000}')
  }
  yield Buffer.from('}"}')
}

/** Reads a dump. Resolves to the number of entries of each kind, and to the memory used beyond that of the start. */
async function measure(chunks: AsyncGenerator<Uint8Array>) {
  const before = memoryMb()
  const startedAt = performance.now()
  const counts: Record<string, number> = {}
  let [most, bytes] = [0, 0]
  const counted = async function* () {
    for await (const chunk of chunks) {
      bytes += chunk.length
      most = Math.max(most, memoryMb() - before)
      yield chunk
    }
  }
  for await (const { kind } of readDump(counted())) counts[kind] = (counts[kind] ?? 0) + 1
  const seconds = (performance.now() - startedAt) / 1_000
  return {
    counts,
    most,
    told: `${(bytes / 1e6).toFixed(0)} MB, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s, +${most.toFixed(0)} MB`,
  }
}

t.test('A large dump is read in memory that does not depend on its size', async (t) => {
  const scenes = Math.ceil((megabytes * 1_000_000) / base64.length)
  const { counts, most, told } = await measure(sceneCache(scenes))
  t.comment(told)
  t.strictSame(counts, { scene: scenes })
  t.ok(most < 200, `200 MB more are enough: ${told}`)
})

async function* repeated(start: string, part: string, times: number, end: string): AsyncGenerator<Uint8Array> {
  const piece = Buffer.from(part.repeat(1_000))
  yield Buffer.from(start)
  for (let time = 0; time < times; time += 1_000) yield piece
  yield Buffer.from(end)
}

t.test('Millions of names, faults, ids or digits are read in bounded memory too', async (t) => {
  const dumps: [AsyncGenerator<Uint8Array>, object][] = [
    [repeated('{"scene_cache":{},"other":{"a":0', ',"b":[1]', 1_000_000, '}}'), {}],
    [repeated('{"scene_cache":{"a":0', ',"b":1', 100_000, '}}'), { error: 100_001 }],
    [repeated('{"scene_cache":{"', '0123456789', 2_000_000, '":0}}'), { error: 1 }],
    [repeated('{"scene_cache":{"a":', '0123456789'.replace('0', '1'), 2_000_000, '}}'), { error: 1 }],
    [repeated('{"scene_cache":{"a":"', '{ ', 2_000_000, '"}}'), { error: 1 }],
    [
      repeated(
        '{"nanoBananaImageLibrary":{"Rope":{"images":[0',
        ',{"id":"0123456789abcdef","data":"QQ=="}',
        50_000,
        ']}}}',
      ),
      { error: 1, item: 50_000 },
    ],
  ]
  for (const [chunks, expected] of dumps) {
    const { counts, most, told } = await measure(chunks)
    t.comment(told)
    t.strictSame(counts, expected)
    t.ok(most < 200, told)
  }
})
