import t, { type Test } from 'tap'
import type { Clock } from '../../src/ports/port.ts'
import { systemClock } from '../../src/process/clock.ts'
import { failureOf, keysOf, openBlobs, openS3 } from '../fixtures/blobs.ts'
import { turnedClock } from '../fixtures/clock.ts'
import type { S3Turn } from '../fixtures/s3-server.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString()

/** The machine's clock, on which the pause before a second request is over at once. */
const quickClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => (ms < 1_000 ? Promise.resolve() : systemClock.sleep(ms, signal)),
}

/** An S3 with one object, and each kind of request as a function. */
async function withObject(t: Test, clock = quickClock) {
  const opened = await openS3(t, clock)
  const { blobs, server } = opened
  await blobs.put('secret-key', bytesOf('twelve bytes'), 'image/webp')
  server.requests.length = 0
  const ways = {
    put: () => blobs.put('secret-key', bytesOf('twelve bytes'), 'image/webp'),
    get: () => blobs.get('secret-key'),
    head: () => blobs.head('secret-key'),
    delete: () => blobs.delete('secret-key'),
    list: () => keysOf(blobs),
  }
  return { ...opened, ways }
}

const unavailable = 'unavailable: s3 cannot be reached'
const unreadable = 'unavailable: s3 sends an answer that cannot be read'

t.test('A failure that may pass is met by one further request, and by no more', async (t) => {
  const faults: [S3Turn, string][] = [
    ['reset', unavailable],
    [{ status: 500 }, 'unavailable: s3 fails (500)'],
    [{ status: 503, code: 'SlowDown' }, 'unavailable: s3 fails (503)'],
    [{ status: 429 }, 'unavailable: s3 fails (429)'],
  ]
  const { ways, server, ...opened } = await withObject(t)
  for (const [way, ask] of Object.entries(ways))
    for (const [fault, told] of faults) {
      server.script = [fault]
      server.requests.length = 0
      await ask()
      t.equal(server.requests.length, 2, `${way}: the second one is answered`)
      server.script = [fault, fault]
      server.requests.length = 0
      t.equal(await failureOf(t, opened, ask()), told, way)
      t.equal(server.requests.length, 2)
      if (way === 'delete') await ways.put()
    }
  t.equal(opened.blobs.state(), 'ok')
  t.strictSame(opened.warnings, [])
})

t.test('An answer that is not what S3 says is no answer, and is not asked for again', async (t) => {
  const page = '<ListBucketResult><IsTruncated>'
  const of = (key: string, rest: string) =>
    `${page}false</IsTruncated><Contents><Key>${key}</Key>${rest}</Contents></ListBucketResult>`
  const time = '<LastModified>2026-11-20T09:30:00.000Z</LastModified>'
  const faults: [S3Turn, ('put' | 'get' | 'head' | 'list')[]][] = [
    ['html', ['put', 'get', 'head', 'list']],
    [{ status: 404, code: '' }, ['put', 'get', 'list']],
    [{ body: '' }, ['list']],
    [{ body: `${page}true</IsTruncated></ListBucketResult>` }, ['list']],
    [{ body: `${page}perhaps</IsTruncated></ListBucketResult>` }, ['list']],
    [{ body: `${page}false</IsTruncated>` }, ['list']],
    [{ body: of('a', `<Size>-1</Size>${time}`) }, ['list']],
    [{ body: of('a', `<Size>1</Size>`) }, ['list']],
    [{ body: of('a', `<Size>1</Size><LastModified>soon</LastModified>`) }, ['list']],
  ]
  for (const [fault, ways] of faults)
    for (const way of ways) {
      const { server, ...opened } = await withObject(t)
      server.script = [fault]
      t.equal(await failureOf(t, opened, opened.ways[way]()), unreadable, `${way}: ${JSON.stringify(fault)}`)
      t.equal(server.requests.length, 1)
    }
})

t.test('Bytes that were cut off or damaged on their way are sent once more', async (t) => {
  const { ways, server } = await withObject(t)
  server.script = ['cut']
  t.equal(textOf(await ways.get()), 'twelve bytes')
  server.script = [{ status: 400, code: 'BadDigest' }]
  await ways.put()
  t.strictSame(server.requests, ['GET /secret-key', 'GET /secret-key', 'PUT /secret-key', 'PUT /secret-key'])
  t.equal(textOf(await ways.get()), 'twelve bytes')
})

t.test('A redirect is not followed', async (t) => {
  const { ways, server, ...opened } = await withObject(t)
  for (const ask of Object.values(ways)) {
    server.script = ['redirect']
    t.equal(await failureOf(t, opened, ask()), 'unavailable: s3 answers with a redirect')
  }
  t.equal(server.requests.length, 5)
  t.strictSame(opened.warnings[0], 's3 answers with a redirect: see S3_ENDPOINT and S3_REGION')
})

t.test('Keys, rights and a bucket that are wrong are refused, with a warning that names their variables', async (t) => {
  const { ways, server, ...opened } = await withObject(t)
  const notAccepted =
    "s3 does not accept S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or this machine's clock is wrong (403)"
  for (const wrong of ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']) {
    const other = await openBlobs({ ...server.env, [wrong]: 'another' })
    t.equal(await failureOf(t, other, other.blobs.get('secret-key')), 'refused: s3 refuses (403)')
    t.strictSame(other.warnings, [notAccepted])
  }
  for (const aheadMs of [-16 * 60_000, 16 * 60_000]) {
    server.aheadMs = aheadMs
    t.equal(await failureOf(t, opened, ways.head()), 'refused: s3 refuses (403)')
  }
  server.aheadMs = 0
  t.strictSame(opened.warnings, [notAccepted])
  const bucket = await openBlobs({ ...server.env, S3_BUCKET: 'another' })
  t.equal(await failureOf(t, bucket, bucket.blobs.get('secret-key')), 'refused: s3 refuses (404)')
  t.equal(await failureOf(t, bucket, keysOf(bucket.blobs)), 'refused: s3 refuses (404)')
  t.strictSame(bucket.warnings, ['s3 does not know the bucket: see S3_BUCKET and S3_ENDPOINT (404)'])
  server.script = [{ status: 400, code: 'AuthorizationQueryParametersError' }]
  t.equal(await failureOf(t, opened, ways.put()), 'refused: s3 refuses (400)')
  t.equal(opened.warnings[1], 's3 refuses what it is asked: see S3_ENDPOINT, S3_BUCKET and S3_REGION (400)')
})

t.test('A full storage is told as full, and is well again when it takes an object', async (t) => {
  const { ways, server, ...opened } = await withObject(t)
  for (const [status, code] of [
    [507, 'XMinioStorageFull'],
    [403, 'QuotaExceeded'],
  ] as const) {
    server.script = [{ status, code }]
    t.equal(await failureOf(t, opened, ways.put()), `full: s3 has no space left (${status})`)
    t.equal(opened.blobs.state(), 'degraded')
    t.equal(textOf(await ways.get()), 'twelve bytes')
    await ways.put()
    t.equal(opened.blobs.state(), 'ok')
  }
})

t.test('An answer that does not come, or does not end, is given up after ten seconds', async (t) => {
  const time = turnedClock()
  const { ways, server, ...opened } = await withObject(t, time.clock)
  for (const [way, fault] of [
    ['put', 'hang'],
    ['get', 'hang in body'],
    ['list', 'hang'],
  ] as const) {
    server.script = [fault]
    server.requests.length = 0
    const failing = failureOf(t, opened, ways[way]())
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    time.now += 9_999
    await new Promise((resolve) => setTimeout(resolve, 20))
    time.now += 1
    t.equal(await failing, 'unavailable: s3 did not answer within 10000 ms')
    t.equal(server.requests.length, 1, 'and is not asked for again')
  }
})

t.test('A storage that keeps failing is left alone for 30 seconds, then asked again', async (t) => {
  const time = turnedClock()
  const { ways, server, ...opened } = await withObject(t, time.clock)
  for (let at = 0; at < 5; at++) {
    server.script = ['html']
    t.equal(await failureOf(t, opened, ways.get()), unreadable)
  }
  t.equal(opened.blobs.state(), 'degraded')
  server.requests.length = 0
  for (const ask of Object.values(ways))
    t.equal(await failureOf(t, opened, ask()), 'unavailable: s3 is not called because it kept failing')
  t.equal(server.requests.length, 0)
  time.now += 30_000
  t.equal(textOf(await ways.get()), 'twelve bytes')
  t.equal(opened.blobs.state(), 'ok')
})

t.test('A storage that is away is no reason not to start', async (t) => {
  const { ways, server, ...opened } = await withObject(t)
  await server.stop()
  t.equal(await failureOf(t, opened, ways.get()), unavailable)
  const another = await openBlobs(server.env, quickClock)
  t.equal(another.blobs.state(), 'ok')
  t.equal(await failureOf(t, another, another.blobs.head('secret-key')), unavailable)
})

t.test('An object keeps its type, objects of others are left out, and a key needs no encoding', async (t) => {
  const { blobs, server } = await openS3(t)
  await blobs.put('a/b.webp', bytesOf('x'), 'image/webp')
  const object = server.objects.get('a/b.webp')
  t.equal(object?.headers['content-type'], 'image/webp')
  if (object) for (const key of ['Other/Key', 'a & <b>', 'a/b c']) server.objects.set(key, object)
  t.strictSame(await keysOf(blobs), ['a/b.webp'])
  t.strictSame(server.requests, ['PUT /a/b.webp', 'GET /'])
})
