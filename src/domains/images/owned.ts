import { deleteReleased, lockBlobs, releaseBlobs, STEP } from '../../services/blobs/release.ts'
import { beforeWrites } from '../../services/blobs/write.ts'
import { eachRow } from '../../services/each-row.ts'
import type { Owned } from '../../services/owned.ts'
import { toImage } from './image.ts'
import * as store from './owned-store.ts'

export const owned: Owned = {
  tables: ['images', 'image_words'],
  exports: [
    {
      name: 'images',
      async *items(db, owner) {
        const read = (after: number, limit: number) => store.listOwnImages(db, { owner, after, limit })
        for await (const row of eachRow(0, read, ({ id }) => id)) yield { ...toImage(row), deleted_at: row.deleted_at }
      },
    },
  ],
  /** At once, and not by way of the trash. A scene's pictures belong to the service. */
  async erase(trx, user, deps) {
    const rows = await store.listOwnBlobs(trx, user)
    // Those alone: one that is stored meanwhile keeps its row, by which its objects are found.
    const ids = rows.map(({ id }) => id)
    const blobs = rows.flatMap(({ full_blob_id, thumbnail_blob_id }) => [full_blob_id, thumbnail_blob_id])
    await lockBlobs(trx, blobs)
    for (let at = 0; at < ids.length; at += STEP) await store.deleteOwnImages(trx, ids.slice(at, at + STEP))
    const released: Awaited<ReturnType<typeof releaseBlobs>> = []
    for (let at = 0; at < blobs.length; at += STEP)
      released.push(...(await releaseBlobs(trx, blobs.slice(at, at + STEP), beforeWrites(deps))))
    return () => deleteReleased(deps, released)
  },
  async claim(trx, { from, to, dryRun }) {
    const images = dryRun
      ? (await store.countOwnImages(trx, from)).count
      : await store.handOverImages(trx, { from, to })
    return { counts: { images }, conflicts: [] }
  },
}
