import t from 'tap'
import { maintenanceOf } from '../../fixtures/maintenance.ts'
import { s3Server } from '../../fixtures/s3-server.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { pictureOf, storeImage } from '../../fixtures/stored-pictures.ts'
import { engines, onBoth, world } from '../../fixtures/world.ts'

onBoth(t, 'cleanExpiredCache, cleanOrphanedImages and readMaintenanceStats serve the operator alone', async (t, it) => {
  for (const headers of [{}, { authorization: 'Bearer not-the-token' }]) {
    const { cleanExpired, cleanOrphans, stats } = maintenanceOf(it, headers as Record<string, string>)
    for (const reply of [await cleanExpired(), await cleanOrphans(), await stats()]) {
      t.equal(reply.statusCode, 401)
      t.match(reply.headers['www-authenticate'], /^Bearer/)
    }
  }
})

onBoth(
  t,
  'cleanExpiredCache and cleanOrphanedImages refuse a dry_run that is neither true nor false',
  async (t, it) => {
    const { cleanExpired, cleanOrphans } = maintenanceOf(it)
    for (const [name, value] of ['dry_run=maybe', 'dry_run=', 'dry=true'].map((it) => it.split('='))) {
      const query = { [name as string]: value as string }
      for (const reply of [await cleanExpired(query), await cleanOrphans(query)])
        t.strictSame(refusalOf(reply), [400, 'invalid-request', `query.${name}`])
    }
  },
)

for (const engine of engines) {
  t.test(`cleanOrphanedImages answers 503 while the storage is away, and removes nothing (${engine})`, async (t) => {
    const server = await s3Server(t)
    const it = await world(t, engine, server.env)
    await it.deps.blobs.put('images/left-over.webp', Buffer.from('left over'), 'image/webp')
    await storeImage(it.deps, pictureOf('a picture'))
    const before = (await Array.fromAsync(it.deps.blobs.list(''))).map(({ key }) => key)
    server.script = Array.from({ length: 9 }, () => ({ status: 403 }))
    t.strictSame(refusalOf(await maintenanceOf(it).cleanOrphans()), [503, 'storage-unavailable'])
    server.script = []
    t.strictSame(
      (await Array.fromAsync(it.deps.blobs.list(''))).map(({ key }) => key),
      before,
    )
  })
}
