import t from 'tap'
import { idsOf, imageIn, imagesOf, requestFor } from '../../fixtures/images.ts'
import { s3Server } from '../../fixtures/s3-server.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { engines, onBothAlone, world } from '../../fixtures/world.ts'

const session_id = 'stored'

onBothAlone(t, 'readImageFile and readImage answer 503 when an object is lost, and the row stays', async (t, world) => {
  const { read, file } = imagesOf(world)
  const image = await imageIn(world, session_id)
  await world.deps.blobs.delete(image.storage_path_full)
  for (const reply of [await file(image.id), await read(image.id, { include_data: true })]) {
    t.strictSame(refusalOf(reply), [503, 'storage-unavailable'])
    t.match(reply.headers['retry-after'], /^\d+$/)
    t.notMatch(reply.headers['cache-control'] ?? '', 'immutable')
    t.notMatch(reply.body, image.storage_path_full)
  }
  t.match(world.logged.join('\n'), image.storage_path_full, 'but the operator learns which one')
  t.equal((await file(image.id, {}, { variant: 'thumbnail' })).statusCode, 200)
  t.strictSame((await read(image.id)).json(), image)
  t.strictSame(await idsOf(world), [image.id])
  const again = await imageIn(world, session_id)
  t.equal(again.sha256, image.sha256)
  t.equal((await file(image.id)).statusCode, 200, 'the same bytes, written again, mend it')
})

onBothAlone(t, 'readImageFile answers 503 when an object was changed, and not its bytes', async (t, world) => {
  const { file } = imagesOf(world)
  const image = await imageIn(world, session_id)
  await world.deps.blobs.delete(image.storage_path_full)
  await world.deps.blobs.put(image.storage_path_full, Buffer.from('<script>alert(1)</script>'), 'image/webp')
  t.strictSame(refusalOf(await file(image.id)), [503, 'storage-unavailable'])
})

for (const engine of engines) {
  t.test(
    `generateImage answers 503 while the storage is away, stores nothing and frees the key (${engine})`,
    async (t) => {
      const server = await s3Server(t)
      const it = await world(t, engine, server.env)
      const { generate } = imagesOf(it)
      const ask = () => generate(requestFor({ session_id }), { 'idempotency-key': 'away' })
      server.script = Array.from({ length: 9 }, () => ({ status: 403 }))
      t.strictSame(refusalOf(await ask()), [503, 'storage-unavailable'])
      t.strictSame(await idsOf(it), [])
      server.script = []
      const { id } = (await ask()).json()
      t.strictSame(await idsOf(it), [id])
      t.equal((await imagesOf(it).file(id)).statusCode, 200)
    },
  )
}
