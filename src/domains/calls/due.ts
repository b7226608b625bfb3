import { Type } from '@sinclair/typebox'
import type { Env } from '../../../schemas/env/index.ts'
import type { Deps } from '../../deps.ts'
import { Refusal } from '../../errors.ts'
import { type Attempt, defineJob } from '../../services/jobs/job.ts'
import { transaction } from '../../services/transaction.ts'
import { type Needs as BeginNeeds, prepareCall } from './begin.ts'
import { type Needs as DialNeeds, dialCall, reconcile } from './dial.ts'
import { takeTurn } from './pace.ts'
import * as store from './schedule-store.ts'
import { type CallRow, findCall, findScheduled as findCallOf } from './store.ts'
import { userOfCall } from './talk-of.ts'

export type Needs = BeginNeeds & DialNeeds & Pick<Deps, 'jobs' | 'log'> & { env: Pick<Env, 'CALLS_PER_SECOND'> }

/** How long a job waits for its turn; those behind it come back later, so that a queue of calls holds no job up. */
const WAIT_MS = 20_000

/** Calls what is due, once: whatever process runs it, and however often. */
export const dialScheduledJob = defineJob({
  name: 'dial-scheduled-call',
  data: Type.Object({ id: Type.String() }),
  timeoutSeconds: 120,
  concurrency: 4,
  retries: { limit: 10, delaySeconds: 5, maxDelaySeconds: 60 },
  run: (deps: Needs, { id }, attempt) => dialScheduled(deps, id, attempt),
})

async function dialScheduled(deps: Needs, id: string, { signal }: Attempt): Promise<void> {
  const row = await store.findScheduled(deps.db, { id })
  if (row?.status === 'executing') return resume(deps, row)
  if (row?.status !== 'scheduled') return
  const now = deps.clock.now()
  // Another job was sent for the time that it was moved to.
  if (row.scheduled_time > now.toISOString()) return
  const leftMs = Date.parse(row.latest_time) - now.getTime()
  if (leftMs < 0) return void (await store.moveScheduled(deps.db, { ...moving(deps, row), status: 'expired' }))
  if (!(await takeTurn(deps, { withinMs: Math.min(WAIT_MS, leftMs), signal }))) return comeBack(deps, row)
  const claimed = await store.claimScheduled(deps.db, { id, now: deps.clock.now().toISOString() })
  if (claimed) await execute(deps, claimed)
}

const moving = ({ clock }: Needs, { id, status }: store.ScheduledRow) => ({
  ...{ id, from: status, updated_at: clock.now().toISOString() },
})

/** Not before the turns that are taken already are over. */
async function comeBack({ jobs, db, clock }: Needs, { id }: store.ScheduledRow) {
  await jobs.send(db, dialScheduledJob, { id }, { at: new Date(clock.now().getTime() + WAIT_MS / 2) })
}

/** A process has died in the middle: what it has begun is not begun again. */
async function resume(deps: Needs, row: store.ScheduledRow): Promise<void> {
  const call = await findCallOf(deps.db, row.id)
  if (!call) return execute(deps, row)
  if (call.status === 'initiating' && call.sid === null) await reconcile(deps, call, deps.log)
  await executed(deps, row, call.id)
}

const executed = (deps: Needs, row: store.ScheduledRow, call_id: string) =>
  store.moveScheduled(deps.db, { ...moving(deps, row), status: 'executed', call_id })

/** Through the same gate as a call that is asked for now; the row of the call is unique for the schedule. */
async function execute(deps: Needs, row: store.ScheduledRow): Promise<void> {
  const call = await written(deps, row)
  if (!call) return
  await dialCall(deps, call, deps.log)
  await executed(deps, row, call.id)
}

async function written(deps: Needs, row: store.ScheduledRow): Promise<CallRow | undefined> {
  let discard: (() => Promise<void>) | undefined
  try {
    const prepared = await prepareCall(deps, userOfCall(row), askedIn(row))
    discard = prepared.discard
    const { id } = await transaction(deps.db, prepared.effect)
    return await findCall(deps.db, { id })
  } catch (error) {
    await discard?.()
    // Another process was faster.
    if (store.isUniqueViolation(error)) return undefined
    if (!(error instanceof Refusal) || error.status >= 500) throw error
    const failure = String(error.extra.members?.reason ?? error.slug)
    await store.moveScheduled(deps.db, { ...moving(deps, row), status: 'failed', failure })
    return undefined
  }
}

const askedIn = (row: store.ScheduledRow) => ({
  ...{ persona_id: row.persona_id, phone_number: row.phone_number, record: row.record === 1 },
  ...{ scenario_id: row.scenario_id ?? undefined, call_scenario: row.call_scenario ?? undefined },
  ...{ call_pretext: row.call_pretext ?? undefined, max_duration_minutes: row.max_duration_minutes },
  schedule: {
    id: row.id,
    timeZone: row.timezone ?? undefined,
    allow_quiet_hours: row.allow_quiet_hours === 1,
  },
})
