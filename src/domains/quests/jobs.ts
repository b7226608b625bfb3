import { defineJob } from '../../services/jobs/job.ts'
import { Nothing } from '../../services/jobs/nothing.ts'
import { deleteIdle, type Needs } from '../../services/retention.ts'
import * as store from './store.ts'

export const deleteIdleQuests = defineJob({
  name: 'delete-idle-quests',
  data: Nothing,
  schedule: 'daily',
  run: (needs: Needs, _data, { signal }) =>
    deleteIdle(needs, signal, {
      first: 0,
      table: 'quests',
      deleteIdle: (step) => store.deleteIdleQuests(needs.db, step),
    }),
})

export const jobs = [deleteIdleQuests]
