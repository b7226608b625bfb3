import type { Deps } from '../../deps.ts'
import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { deleteIdle, type Needs } from '../../services/retention.ts'
import * as retention from './retention-store.ts'
import * as store from './store.ts'
import { summarizeChat } from './summary.ts'

/** Keeps what was written of answers whose process has died, as partial. */
export const endLostAnswers = defineJob({
  name: 'end-lost-answers',
  data: Nothing,
  schedule: { cron: '* * * * *', timeZone: 'UTC' },
  run: async ({ db, clock }: Pick<Deps, 'db' | 'clock'>) => {
    await store.endLost(db, { now: clock.now().toISOString() })
  },
})

export const deleteIdleChats = defineJob({
  name: 'delete-idle-chats',
  data: Nothing,
  schedule: 'daily',
  run: (needs: Needs, _data, { signal }) =>
    deleteIdle(needs, signal, {
      first: 0,
      table: 'chats',
      deleteIdle: (step) => retention.deleteIdleChats(needs.db, step),
    }),
})

export const jobs = [endLostAnswers, deleteIdleChats, summarizeChat]
