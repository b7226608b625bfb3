import { Type } from '@sinclair/typebox'
import type { Transaction } from 'kysely'
import type { Tables } from '../../../db/tables.ts'
import type { Fact } from '../../../schemas/personas/index.ts'
import type { Deps } from '../../deps.ts'
import { Refusal } from '../../errors.ts'
import { defineJob } from '../../services/jobs/job.ts'
import { rememberCall } from '../../services/talk/memory.ts'
import type { Needs as TalkNeeds } from '../../services/talk/reply.ts'
import { transaction } from '../../services/transaction.ts'
import { rememberCallWith } from '../personas/actions.ts'
import { markRemembered } from './remember-store.ts'
import * as store from './store.ts'
import { basisOf, callerOf, turnsOf, userOfCall } from './talk-of.ts'
import { listTurns } from './turns-store.ts'

type Needs = Pick<Deps, 'db' | 'clock'> & TalkNeeds

/** Sums a call up and keeps what was learned, once. */
export const rememberCallJob = defineJob({
  name: 'remember-call',
  data: Type.Object({ call_id: Type.String() }),
  timeoutSeconds: 60,
  concurrency: 2,
  run: (deps: Needs, { call_id }, { signal }) => remember(deps, call_id, signal),
})

/** To be done once the transaction has committed. */
export const rememberLater = async ({ jobs }: Pick<Deps, 'jobs'>, trx: Transaction<Tables>, call_id: string) => {
  await jobs.send(trx, rememberCallJob, { call_id })
}

async function remember(deps: Needs, call_id: string, signal: AbortSignal): Promise<void> {
  const call = await store.findCall(deps.db, { id: call_id })
  if (!call || call.remembered_at !== null || call.ended_at === null) return
  const basis = await basisOf(deps, call)
  const turns = turnsOf(await listTurns(deps.db, call_id))
  const remembered = await rememberCall(deps, { ...basis, turns }, callerOf(call, signal))
  const known = new Set(basis.relationship.memory.facts.map(({ content }) => content))
  const learned = remembered?.facts.filter(({ content }) => !known.has(content)) ?? []
  await keep(deps, call, { learned, summary: remembered?.summary ?? null })
}

/** In one transaction: a second run changes nothing, and counts nothing twice. */
function keep(
  { db, clock }: Needs,
  call: store.CallRow,
  { learned, summary }: { learned: Fact[]; summary: string | null },
) {
  const now = clock.now().toISOString()
  const minutes = Math.ceil(call.duration_seconds / 60)
  const at = call.started_at
  return transaction(db, async (trx) => {
    if (!(await markRemembered(trx, { id: call.id, summary, now }))) return
    const recent = summary === null ? null : { call_id: call.id, at, minutes, summary }
    await rememberCallWith(trx, userOfCall(call), {
      ...{ persona_id: call.persona_id, learned, minutes, recent, at, now },
    }).catch((error: unknown) => {
      // The persona was deleted meanwhile: the call keeps its summary.
      if (!(error instanceof Refusal)) throw error
    })
  })
}
