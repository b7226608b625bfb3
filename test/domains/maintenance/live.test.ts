import t, { type Test } from 'tap'
import { maintenanceOf } from '../../fixtures/maintenance.ts'
import { asOperator } from '../../fixtures/requests.ts'
import { brokenPictures, pictureOf, storeImage } from '../../fixtures/stored-pictures.ts'
import { onBothAlone, type World } from '../../fixtures/world.ts'

const WRITERS = 4
const ROUNDS = 12

const imagesOf = ({ call }: World) => ({
  /** A picture of its own bytes, or by the built-in painter, who may paint the same ones for several writers. */
  async make(it: World, writer: number, round: number): Promise<number> {
    if (writer % 2 === 0) return storeImage(it.deps, pictureOf(`round ${round}`, `writer ${writer}, round ${round}`))
    const subject_name = `Torch ${writer}`
    const payload = { subject_type: 'item', subject_name, prompt: 'A torch in a wall', aspect_ratio: '1:1' }
    return (await call({ method: 'POST', url: '/api/v1/images/generate', payload })).json().id
  },
  remove: (id: number) => call({ method: 'DELETE', url: `/api/v1/images/${id}`, headers: asOperator }),
  restore: (id: number) => call({ method: 'POST', url: `/api/v1/images/${id}/restore`, headers: asOperator }),
  read: (id: number) => call({ url: `/api/v1/images/${id}` }),
  file: (id: number, variant: string) => call({ url: `/api/v1/images/${id}/file`, query: { variant } }),
  found: async () => {
    const { items } = (await call({ url: '/api/v1/images/search', query: { page_size: '100' } })).json()
    return (items as { id: number }[]).map(({ id }) => id)
  },
})

/** Makes pictures, deletes some, and restores some of those. */
async function write(t: Test, it: World, writer: number) {
  const { make, remove, restore, read, file, found } = imagesOf(it)
  for (let round = 0; round < ROUNDS; round++) {
    const id = await make(it, writer, round)
    for (const variant of ['full', 'thumbnail']) t.equal((await file(id, variant)).statusCode, 200)
    if (round % 3 === 0) continue
    t.equal((await remove(id)).statusCode, 200)
    for (const reply of [await read(id), await file(id, 'full'), await file(id, 'thumbnail'), await remove(id)])
      t.equal(reply.statusCode, 404, 'what is deleted is not found')
    t.notOk((await found()).includes(id))
    if (round % 3 === 1) continue
    t.equal((await restore(id)).statusCode, 200)
    for (const variant of ['full', 'thumbnail']) t.equal((await file(id, variant)).statusCode, 200)
    t.ok((await found()).includes(id))
  }
}

onBothAlone(t, 'cleanOrphanedImages takes nothing from four writers, and reports nothing wrong', async (t, it) => {
  let isOver = false
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(t, it, writer))
  const written = Promise.all(writers).finally(() => {
    isOver = true
  })
  let runs = 0
  while (!isOver) {
    const { deleted, report } = (await maintenanceOf(it).cleanOrphans()).json()
    t.strictSame([deleted, report], [0, { missing: [], untracked: [], checksum_mismatch: [] }])
    await maintenanceOf(it).cleanExpired()
    runs++
  }
  await written
  t.comment(`${runs} clean-ups`)
  t.strictSame(await brokenPictures(it.deps), [])
  t.equal((await it.deps.db.selectFrom('images').select('id').execute()).length, WRITERS * ROUNDS)
})
