import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { deleteIdle, type Needs } from '../../services/retention.ts'
import { FIRST_ID } from './owned-store.ts'
import * as store from './store.ts'

export const deleteIdleSaves = defineJob({
  name: 'delete-idle-saves',
  data: Nothing,
  schedule: 'daily',
  run: (needs: Needs, _data, { signal }) =>
    deleteIdle(needs, signal, {
      first: FIRST_ID,
      table: 'parties',
      deleteIdle: (step) => store.deleteIdleParties(needs.db, step),
    }),
})

export const jobs = [deleteIdleSaves]
