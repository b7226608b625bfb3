import { type Owner, ownerKey } from '../../../db/owner.ts'
import type { SortKey } from '../../../db/window.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type { SaveSlotPage } from '../../../schemas/saves/index.ts'
import type { Deps } from '../../deps.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import * as store from './owned-store.ts'

const lastPlayedFirst = { name: 'saves', keys: ['text', 'text'] } as const

export async function listSaves({ db }: Pick<Deps, 'db'>, owner: Owner, query: PageQuery): Promise<SaveSlotPage> {
  const key = ownerKey(owner)
  const window = windowOf<SortKey>(query, lastPlayedFirst)
  const rows = await store.listSlots(db, key, window)
  const total = await totalOf(window, rows.length, () => store.countSlots(db, key))
  const page = pageOf(query, rows, total, lastPlayedFirst, ({ updated_at, id }) => [updated_at, id])
  return { ...page, items: page.items.map(({ id: _id, ...slot }) => slot) }
}
