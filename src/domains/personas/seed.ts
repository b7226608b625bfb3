import type { Seed } from '../../services/seed.ts'
import content from './content.json' with { type: 'json' }
import { rowOf } from './persona.ts'
import * as store from './store.ts'

/** The personas that come with the service, as content/personas says. */
export const seed: Seed = async (trx, now) => {
  const rows = content.map(({ id, content_hash, greetings: _first, goodbyes: _last, lines: _said, ...members }) =>
    rowOf({ ...members, is_public: true, llm_model: null }, { id, user_id: null, content_hash, now }),
  )
  await store.seedPersonas(trx, rows)
}
