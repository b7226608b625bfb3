import { sql } from 'kysely'
import t from 'tap'
import { asOperator } from '../../fixtures/requests.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { pictureOf, storeImage, trashAt } from '../../fixtures/stored-pictures.ts'
import { until } from '../../fixtures/valkey.ts'
import { world } from '../../fixtures/world.ts'

// On SQLite, a restore begins when the purge has ended, and does not find the row in the first place.
t.test('restoreImage answers 404 for an image that is purged while it waits (postgres)', async (t) => {
  const { deps, call, clock } = await world(t, 'postgres')
  const waiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  const id = await storeImage(deps, pictureOf('in the trash'))
  await trashAt(deps, id, clock.clock.now())
  const restoring = await deps.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('images').where('id', '=', id).execute()
    const reply = call({ method: 'POST', url: `/api/v1/images/${id}/restore`, headers: asOperator })
    await until(async () => (await waiting.execute(deps.db)).rows.length > 0, 'the restore waits for the row')
    return { reply }
  })
  t.strictSame(refusalOf(await restoring.reply), [404, 'image-not-found'])
})
