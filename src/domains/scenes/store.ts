import type { Insertable, Transaction } from 'kysely'
import { compiled } from '../../../db/compiled.ts'
import { withBlobs } from '../../../db/image-rows.ts'
import type { SceneCountsTable, ScenesTables } from '../../../db/tables/scenes.ts'
import type { Db, Tables } from '../../../db/tables.ts'

export type SceneRow = NonNullable<Awaited<ReturnType<typeof findScene>>>

/** The picture that a scene has, also an expired one. */
export const findScene = compiled((db, { key }: { key: string }) =>
  withBlobs(db)
    .innerJoin('scene_cache', 'scene_cache.image_id', 'images.id')
    .select(['scene_cache.expires_at', 'scene_cache.stale_until', 'scene_cache.stale_reason'])
    .where('scene_cache.key', '=', key)
    .where('images.deleted_at', 'is', null),
)

type NewEntry = Omit<
  Insertable<ScenesTables['scene_cache']>,
  'use_count' | 'last_used' | 'stale_until' | 'stale_reason'
>

/** Gives a scene its picture, in place of the one that it had. */
export const putScene = (trx: Transaction<Tables>, entry: NewEntry) =>
  trx
    .insertInto('scene_cache')
    .values({ ...entry, use_count: 0, last_used: entry.created_at })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((set) => ({
        image_id: set.ref('excluded.image_id'),
        created_at: set.ref('excluded.created_at'),
        expires_at: set.ref('excluded.expires_at'),
        stale_until: null,
        stale_reason: null,
      })),
    )
    .execute()

/** Until when an expired picture is served without asking the models again, and why. */
export const keepStale = (
  trx: Transaction<Tables>,
  { key, ...stale }: { key: string; stale_until: string; stale_reason: string },
) => trx.updateTable('scene_cache').set(stale).where('key', '=', key).execute()

export const addUses = (db: Db, { key, uses, last_used }: { key: string; uses: number; last_used: string }) =>
  db
    .updateTable('scene_cache')
    .set((set) => ({ use_count: set('use_count', '+', uses), last_used }))
    .where('key', '=', key)
    .returning('image_id')
    .executeTakeFirst()

export const addImageUses = (db: Db, { id, uses }: { id: number; uses: number }) =>
  db
    .updateTable('images')
    .set((set) => ({ use_count: set('use_count', '+', uses) }))
    .where('id', '=', id)
    .execute()

export type CountName = SceneCountsTable['name']

export const addCount = (db: Db, row: { name: CountName; count: number }) =>
  db
    .insertInto('scene_counts')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((set) => ({ count: set('scene_counts.count', '+', row.count) })),
    )
    .execute()

export const listCounts = (db: Db) => db.selectFrom('scene_counts').selectAll().execute()

export const countScenes = (db: Db, now: string) =>
  db
    .selectFrom('scene_cache')
    .select((eb) => [
      eb.fn.countAll<number>().as('total'),
      eb.fn.count<number>('location_key').distinct().as('places'),
      eb.fn.count<number>(eb.case().when('expires_at', '<=', now).then(1).end()).as('expired'),
    ])
    .executeTakeFirstOrThrow()

/** Entries of a place, or all. */
export const deleteScenes = async (db: Db, location_key: string | undefined) => {
  const { numDeletedRows } = await db
    .deleteFrom('scene_cache')
    .$if(location_key !== undefined, (query) => query.where('location_key', '=', location_key as string))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

export const countScenesOf = async (db: Db, location_key: string | undefined) => {
  const { count } = await db
    .selectFrom('scene_cache')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .$if(location_key !== undefined, (query) => query.where('location_key', '=', location_key as string))
    .executeTakeFirstOrThrow()
  return count
}

export const deleteExpired = async (db: Db, now: string) => {
  const { numDeletedRows } = await db.deleteFrom('scene_cache').where('expires_at', '<=', now).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
