import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { type Attempt, defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import * as store from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock'> & { env: Pick<Env, 'ANONYMOUS_RETENTION_DAYS'> }

const DAY_MS = 24 * 3_600_000

/** Saves that one step looks at: a save of somebody else waits for it. */
const STEP = 500

/** Walks over the saves by their ids: an index by time would make each save dearer. */
async function deleteIdle({ db, clock, env }: Needs, _data: object, { signal }: Attempt) {
  const days = env.ANONYMOUS_RETENTION_DAYS
  if (days === undefined) return
  const now = clock.now()
  const before = new Date(now.getTime() - days * DAY_MS).toISOString()
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    signal.throwIfAborted()
    const last = await store.lastOfStep(db, { after, size: STEP })
    await store.deleteIdleParties(db, { after, until: last?.id, before, now: now.toISOString() })
    if (!last) return
    after = last.id
  }
}

export const deleteIdleSaves = defineJob({
  name: 'delete-idle-saves',
  data: Nothing,
  schedule: 'daily',
  run: deleteIdle,
})

export const jobs = [deleteIdleSaves]
