import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { pictureOf, storePicture, trashAt } from '../../fixtures/stored-pictures.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(t, 'restoreImage answers 404 for a picture that is purged while it waits', async (t, { deps, call, clock }) => {
  const id = await storePicture(deps, pictureOf('in the trash'))
  await trashAt(deps, id, clock.clock.now())
  const restore = () => call({ method: 'POST', url: `/api/v1/images/${id}/restore`, headers: asOperator })
  const restoring = await deps.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('images').where('id', '=', id).execute()
    const reply = restore()
    // Time to find the row, and to wait for this transaction.
    await sleep(100)
    return { reply }
  })
  t.strictSame(refusalOf(await restoring.reply), [404, 'image-not-found'])
})
