import { createHash } from 'node:crypto'
import sharp from 'sharp'
import t from 'tap'
import { imageIn, imagesOf } from '../../fixtures/images.ts'
import { isProblem } from '../../fixtures/problem.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const session_id = 'looking'
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

onBoth(t, 'readImageFile refuses a picture that is not there, and another variant', async (t, world) => {
  const { file, read, remove } = imagesOf(world)
  const { id } = await imageIn(world, session_id)
  t.strictSame(refusalOf(await file(id, {}, { variant: 'huge' })), [400, 'invalid-request', 'query.variant'])
  t.strictSame(refusalOf(await read(id, { include_data: 'yes' })), [400, 'invalid-request', 'query.include_data'])
  await remove(id, { session_id })
  for (const missing of [id, 999])
    for (const reply of [await file(missing), await file(missing, {}, { variant: 'thumbnail' })]) {
      t.strictSame(refusalOf(reply), [404, 'image-not-found'])
      t.notMatch(reply.headers['cache-control'] ?? '', 'immutable', 'a refusal is not kept')
      t.equal(reply.headers.etag, undefined)
    }
  t.equal((await file(id, { 'if-none-match': '*' })).statusCode, 404, 'what is deleted is not "not modified"')
})

onBoth(t, 'readImageFile refuses a range beyond the end, and says how long the file is', async (t, world) => {
  const { file } = imagesOf(world)
  const { id, file_size_bytes: size } = await imageIn(world, session_id)
  for (const range of [`bytes=${size}-`, `bytes=${size}-${size + 9}`, 'bytes=99999999-', 'bytes=-0']) {
    const reply = await file(id, { range })
    isProblem(t, world, reply, 416, 'range-not-satisfiable')
    t.equal(reply.headers['content-range'], `bytes */${size}`, range)
    t.notMatch(reply.headers['cache-control'] ?? '', 'immutable')
  }
})

onBoth(t, 'readImageFile answers a range with the bytes of it', async (t, world) => {
  const { file } = imagesOf(world)
  const { id, file_size_bytes: size } = await imageIn(world, session_id)
  const { rawPayload: whole, headers } = await file(id)
  const last = size - 1
  const ranges: [string, number, number][] = [
    ['bytes=0-9', 0, 9],
    ['bytes=0-0', 0, 0],
    ['bytes=5-20', 5, 20],
    ['bytes=-7', size - 7, last],
    [`bytes=-${size + 50}`, 0, last],
    ['bytes=10-', 10, last],
    [`bytes=10-${size + 50}`, 10, last],
    [`bytes=${last}-`, last, last],
    ['BYTES=0-9', 0, 9],
    [`bytes=0-9, ${size}-`, 0, 9],
  ]
  for (const [range, start, end] of ranges) {
    const reply = await file(id, { range })
    t.equal(reply.statusCode, 206, range)
    t.equal(reply.headers['content-range'], `bytes ${start}-${end}/${size}`)
    t.equal(reply.headers['content-length'], String(end - start + 1))
    t.match(reply.headers, { etag: headers.etag, 'content-type': 'image/webp', 'accept-ranges': 'bytes' })
    t.ok(whole.subarray(start, end + 1).equals(reply.rawPayload), range)
  }
})

onBoth(t, 'readImageFile answers a range that it does not take with the whole', async (t, world) => {
  const { file } = imagesOf(world)
  const { id, sha256 } = await imageIn(world, session_id)
  const ignored = ['bytes', 'bytes=', 'bytes=x-y', 'bytes=9-5', 'bytes=1.5-9', 'items=0-9', '0-9', 'bytes=--5']
  const several = ['bytes=0-1,4-5', 'bytes=0-0,-1', 'bytes=0-9,0-9,0-9,0-9']
  for (const range of [...ignored, ...several]) {
    const reply = await file(id, { range })
    t.equal(reply.statusCode, 200, range)
    t.equal(sha256Of(reply.rawPayload), sha256)
    t.equal(reply.headers['content-range'], undefined)
  }
  const ifRange = (tag: string) => file(id, { range: 'bytes=0-9', 'if-range': tag })
  t.equal((await ifRange(`"${sha256}"`)).statusCode, 206, 'the client has the beginning of these bytes')
  for (const other of [`W/"${sha256}"`, '"other"', 'Fri, 20 Nov 2026 09:30:00 GMT'])
    t.equal((await ifRange(other)).statusCode, 200, other)
})

onBoth(t, 'readImageFile answers 304 to a client that has the bytes', async (t, world) => {
  const { file } = imagesOf(world)
  const { id, sha256 } = await imageIn(world, session_id)
  const tag = `"${sha256}"`
  for (const known of [tag, `W/${tag}`, '*', `"a", ${tag}`, `W/"a",W/${tag} , "b"`])
    for (const more of [{}, { range: 'bytes=0-9' }] as Record<string, string>[]) {
      const reply = await file(id, { 'if-none-match': known, ...more })
      t.equal(reply.statusCode, 304, known)
      t.equal(reply.rawPayload.length, 0)
      t.match(reply.headers, { etag: tag, 'cache-control': 'public, max-age=31536000, immutable' })
      t.equal(reply.headers['content-type'], undefined)
    }
  for (const other of ['"a"', sha256, `"${sha256.toUpperCase()}"`, `"${sha256.slice(1)}"`, ''])
    t.equal((await file(id, { 'if-none-match': other })).statusCode, 200, other)
})

onBoth(t, 'readImageFile answers HEAD with the headers of the whole, without its bytes', async (t, world) => {
  const { file } = imagesOf(world)
  const { id, sha256, file_size_bytes } = await imageIn(world, session_id)
  for (const headers of [{}, { range: 'bytes=0-9' }, { range: 'bytes=99999999-' }] as Record<string, string>[]) {
    const reply = await file(id, headers, {}, 'HEAD')
    t.equal(reply.statusCode, 200, 'a range means nothing to HEAD')
    t.equal(reply.rawPayload.length, 0)
    t.match(reply.headers, {
      etag: `"${sha256}"`,
      'content-type': 'image/webp',
      'content-length': String(file_size_bytes),
      'accept-ranges': 'bytes',
    })
  }
  t.equal((await file(id, { 'if-none-match': '*' }, {}, 'HEAD')).statusCode, 304)
  t.equal((await file(999, {}, {}, 'HEAD')).statusCode, 404)
})

onBoth(t, 'readImageFile answers the bytes as WebP, which every browser may keep for ever', async (t, world) => {
  const { file } = imagesOf(world)
  const image = await imageIn(world, session_id)
  const reply = await file(image.id)
  t.equal(reply.statusCode, 200)
  t.match(reply.headers, {
    'content-type': 'image/webp',
    'content-length': String(image.file_size_bytes),
    etag: `"${image.sha256}"`,
    'cache-control': 'public, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  })
  t.equal(reply.headers['set-cookie'], undefined)
  t.equal(sha256Of(reply.rawPayload), image.sha256)
  const { format, width, height, exif } = await sharp(reply.rawPayload).metadata()
  t.strictSame([format, width, height, exif], ['webp', image.width, image.height, undefined])
  const small = await file(image.id, {}, { variant: 'thumbnail' })
  const thumbnail = await sharp(small.rawPayload).metadata()
  t.equal(thumbnail.format, 'webp')
  t.ok(thumbnail.width <= 200 && thumbnail.height <= 200, 'it fits')
  t.equal(small.headers.etag, `"${sha256Of(small.rawPayload)}"`, 'with a tag of its own')
  for (const url of [image.url, image.thumbnail_url]) t.equal((await world.call({ url })).statusCode, 200, url)
})

onBoth(t, 'readImage with include_data adds the same bytes in base64', async (t, world) => {
  const { read } = imagesOf(world)
  const image = await imageIn(world, session_id)
  t.strictSame((await read(image.id)).json(), image, 'without it, no bytes')
  t.strictSame((await read(image.id, { include_data: false })).json(), image)
  const { base64_data, ...rest } = (await read(image.id, { include_data: true })).json()
  t.strictSame(rest, image)
  t.equal(sha256Of(Buffer.from(base64_data, 'base64')), image.sha256)
})
