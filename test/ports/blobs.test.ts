import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { MAX_OBJECT_BYTES } from '../../src/ports/blobs/key.ts'
import type { Blobs } from '../../src/ports/blobs/port.ts'
import { keysOf, listed, openFiles, openS3 } from '../fixtures/blobs.ts'
import { signatureFault } from '../fixtures/s3-signature.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString()

const notKeys = [
  '',
  '/',
  '/etc/passwd',
  '..',
  '../up',
  'a/../../b',
  'a//b',
  'a/',
  '.hidden',
  'a/.tmp-1',
  '-a',
  'A',
  'a b',
  'a\\b',
  'a\0',
  'a?b',
  'ü',
  'a%2f..',
  'a'.repeat(201),
]

/** What every adapter does. */
async function keepsTheContract(t: Test, open: (t: Test) => Promise<Blobs>) {
  t.test('What is no key is refused before anything is done', async (t) => {
    const blobs = await open(t)
    for (const key of notKeys) {
      await t.rejects(blobs.put(key, bytesOf('x'), 'text/plain'), TypeError, key)
      await t.rejects(blobs.get(key), TypeError, key)
      await t.rejects(blobs.head(key), TypeError, key)
      await t.rejects(blobs.delete(key), TypeError, key)
    }
    for (const prefix of ['ü', 'A', 'a b', "a'", 'a'.repeat(201)]) await t.rejects(keysOf(blobs, prefix), TypeError)
    const large = { byteLength: MAX_OBJECT_BYTES + 1 } as Uint8Array
    await t.rejects(blobs.put('large', large, 'text/plain'), TypeError)
    t.strictSame(await keysOf(blobs, '..'), [])
    t.strictSame(await keysOf(blobs), [])
  })

  t.test('An object that is absent is undefined, and is deleted without a fault', async (t) => {
    const blobs = await open(t)
    t.equal(await blobs.get('absent'), undefined)
    t.equal(await blobs.get('folder/absent'), undefined)
    t.equal(await blobs.head('folder/absent'), undefined)
    t.equal(await blobs.delete('folder/absent'), undefined)
    await blobs.put('folder/there', bytesOf('x'), 'text/plain')
    t.equal(await blobs.get('folder'), undefined, 'a folder is no object')
    t.equal(await blobs.head('folder'), undefined)
    t.equal(await blobs.delete('folder'), undefined)
    t.equal(await blobs.get('folder/there/deeper'), undefined)
    t.strictSame(await keysOf(blobs), ['folder/there'])
  })

  t.test('An object comes back as it was put, until it is replaced or deleted', async (t) => {
    const blobs = await open(t)
    for (const key of ['a', '0', 'a.webp', 'a-b_c.d', 'ab/cd/ef.png', `${'a'.repeat(100)}/${'b'.repeat(99)}`]) {
      await blobs.put(key, bytesOf(key), 'image/webp')
      t.equal(textOf(await blobs.get(key)), key)
      t.strictSame(await blobs.head(key), { sizeBytes: key.length })
    }
    await blobs.put('a', bytesOf('another'), 'image/webp')
    t.equal(textOf(await blobs.get('a')), 'another')
    await blobs.put('a', new Uint8Array(0), 'image/webp')
    t.equal((await blobs.get('a'))?.byteLength, 0)
    t.strictSame(await blobs.head('a'), { sizeBytes: 0 })
    await blobs.delete('a')
    t.equal(await blobs.get('a'), undefined)
    t.equal(blobs.state(), 'ok')
  })

  t.test('Five megabytes come back byte for byte, also a part of a larger buffer', async (t) => {
    const blobs = await open(t)
    const bytes = randomBytes(5 * 1024 * 1024)
    await blobs.put('large', bytes, 'application/octet-stream')
    t.ok(bytes.equals((await blobs.get('large')) as Uint8Array))
    await blobs.put('part', bytes.subarray(7, 1_000), 'application/octet-stream')
    t.ok(bytes.subarray(7, 1_000).equals((await blobs.get('part')) as Uint8Array))
  })

  t.test('Many writers of one key leave one whole object', async (t) => {
    const blobs = await open(t)
    const texts = Array.from({ length: 20 }, (_, at) => `${at} `.repeat(10_000))
    await Promise.all(texts.map((text) => blobs.put('x/y', bytesOf(text), 'text/plain')))
    t.ok(texts.includes(textOf(await blobs.get('x/y')) as string))
    t.strictSame(await keysOf(blobs), ['x/y'])
  })

  t.test('A list has what begins with the prefix, over many pages, in the order of the keys', async (t) => {
    const blobs = await open(t)
    const startedAt = Date.now()
    const keys = [
      'a/b',
      'a-b',
      'a.b',
      'a0',
      'a/b-c',
      'ab/c',
      'b',
      ...Array.from({ length: 25 }, (_, at) => `p/${at % 5}/${at}`),
    ]
    await Promise.all(keys.map((key) => blobs.put(key, bytesOf(key), 'text/plain')))
    t.strictSame(await keysOf(blobs), [...keys].sort())
    for (const prefix of ['a', 'a/', 'a/b', 'p/3/', 'p/3/13', 'p/1', 'b/', 'q', 'a/b/'])
      t.strictSame(await keysOf(blobs, prefix), keys.filter((key) => key.startsWith(prefix)).sort(), prefix)
    for (const { key, sizeBytes, modifiedAt } of await listed(blobs)) {
      t.equal(sizeBytes, key.length)
      t.ok(Math.abs(modifiedAt.getTime() - startedAt) < 60_000)
    }
    for await (const { key } of blobs.list('p/')) await blobs.delete(key)
    t.strictSame(await keysOf(blobs, 'p/'), [], 'what is listed may be deleted meanwhile')
  })
}

t.test('Files keep the contract of blobs', (t) => keepsTheContract(t, async (t) => (await openFiles(t)).blobs))

t.test('S3 keeps the contract of blobs', (t) =>
  keepsTheContract(t, async (t) => {
    const { blobs, server } = await openS3(t)
    server.pageKeys = 7
    return blobs
  }),
)

t.test('The S3 server of these tests judges signatures as AWS does in its own example', (t) => {
  const example = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  }
  const url = [
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    'X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request',
    'X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
    'X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  ].join('&')
  const request = { method: 'GET', url, headers: { host: 'examplebucket.s3.amazonaws.com' } }
  const now = new Date('2013-05-24T12:00:00Z')
  t.equal(signatureFault({ ...request, method: 'PUT' }, example, now), 'SignatureDoesNotMatch')
  t.equal(signatureFault(request, { ...example, secretAccessKey: 'another' }, now), 'SignatureDoesNotMatch')
  t.equal(signatureFault(request, { ...example, accessKeyId: 'another' }, now), 'InvalidAccessKeyId')
  t.equal(signatureFault(request, example, new Date('2013-05-25T00:00:01Z')), 'AccessDenied')
  t.equal(signatureFault(request, example, new Date('2013-05-23T23:40:00Z')), 'AccessDenied')
  t.equal(signatureFault(request, example, now), undefined)
  t.end()
})
