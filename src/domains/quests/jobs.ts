import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { type Attempt, defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock'> & { env: Pick<Env, 'ANONYMOUS_RETENTION_DAYS'> }

const DAY_MS = 24 * 3_600_000

/** Quests that one step looks at: a request that writes waits for it. */
const STEP = 500

/** Walks over the quests by their ids: an index by time would make each quest dearer. */
async function deleteIdle({ db, clock, env }: Needs, _data: object, { signal }: Attempt) {
  const days = env.ANONYMOUS_RETENTION_DAYS
  if (days === undefined) return
  const before = new Date(clock.now().getTime() - days * DAY_MS).toISOString()
  let after = 0
  for (;;) {
    signal.throwIfAborted()
    const last = await store.lastOfStep(db, { after, size: STEP })
    await store.deleteIdleQuests(db, { after, until: last?.id, before })
    if (!last) return
    after = last.id
  }
}

export const deleteIdleQuests = defineJob({
  name: 'delete-idle-quests',
  data: Nothing,
  schedule: 'daily',
  run: deleteIdle,
})

export const jobs = [deleteIdleQuests]
