import { type Owner, ownerKey } from '../../../db/owner.ts'
import type { Db } from '../../../db/tables.ts'
import type { Env } from '../../../schemas/env/index.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type { Quest, QuestPage, QuestProgress, QuestQuestions, QuestSummary } from '../../../schemas/quests/index.ts'
import type { QuestIdea, QuestRequest } from '../../../schemas/quests/plan.ts'
import type { FallbackReason } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { refuse } from '../../errors.ts'
import type { Spending } from '../../http/spending.ts'
import { generateWithFallback } from '../../services/generation/generate-with-fallback.ts'
import { forgetAnswers, type Outcome, runOnce } from '../../services/idempotency/idempotency.ts'
import { type Order, pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { isMild } from '../../services/safety/safety.ts'
import { readPlan, readQuestions } from './model-answer.ts'
import { levelOf, percentOf, progressOf, toQuest, toRow, type Written } from './progress.ts'
import { providers, questAsk, questionsAsk } from './prompt.ts'
import * as store from './store.ts'
import { writeQuestions } from './writer/questions.ts'
import { type Reading, readRequest } from './writer/reading.ts'
import { WRITER_MODEL, writeQuest } from './writer/write.ts'

export { owned } from './owned.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'inference' | 'limits' | 'paidCalls' | 'system'> & {
  env: Pick<Env, 'APP_ENV' | 'INFERENCE_DEADLINE_MS'>
}

/** `accepted`: the languages that the caller accepts, best first. */
export async function clarifyQuest(
  deps: Needs,
  spending: Spending,
  idea: QuestIdea,
  accepted: string[],
): Promise<Outcome<QuestQuestions>> {
  const generate = async () => {
    const reading = readRequest(idea, accepted)
    const { value, served_by } = await generateWithFallback(
      deps,
      {
        providers,
        ask: questionsAsk(idea, reading),
        read: readQuestions,
        builtIn: { model: WRITER_MODEL, write: () => writeQuestions(idea, reading) },
        ...unaskedFor(reading),
      },
      spending,
    )
    return { questions: value, served_by }
  }
  // Questions are stored for a key alone: without one they need no database, and are asked while it is away.
  if (spending.key === undefined) return { answer: await generate(), replayed: false }
  return runOnce(deps, { ...spending, operation: 'clarifyQuest', body: idea }, async () => {
    const answer = await generate()
    return async () => answer
  })
}

/** A quest that is on disk, made in the session `session_id`. */
export async function generateQuest(
  deps: Needs,
  spending: Spending,
  session_id: string,
  what: QuestRequest,
  accepted: string[],
): Promise<Outcome<Quest>> {
  const prepare = async () => {
    if (spending.isNew) await deps.limits.require('new-sessions', spending.limitKey)
    // A quest that cannot be stored must not be paid for.
    if (deps.inference.some(({ embedded }) => !embedded)) await deps.system.pingDatabase()
    const reading = readRequest(what, accepted)
    const now = deps.clock.now()
    const { value, served_by } = await generateWithFallback(
      deps,
      {
        providers,
        ask: questAsk(what, reading),
        read: (text) => readPlan(text, what, reading.language),
        builtIn: { model: WRITER_MODEL, write: () => writeQuest(what, reading, now) },
        ...unaskedFor(reading),
      },
      spending,
    )
    const { language, signal } = reading
    const written: Written = { ...value, language, guidance: signal.verdict, request: what, served_by }
    const row = toRow({ owner: spending.owner, session_id }, now.toISOString(), written)
    return async (trx: Db) => {
      const { id } = (await store.insertQuest(trx, row)) as { id: number }
      return toQuest({ ...row, id, done: 0 })
    }
  }
  return runOnce(deps, { ...spending, operation: 'generateQuest', body: what }, prepare, ({ id }) => String(id))
}

/** No model is told of what needs care, or is declined; of a mild doubt it is told. */
const unaskedFor = ({ signal }: Reading): { unasked?: FallbackReason } =>
  signal.verdict === 'plan' || isMild(signal) ? {} : { unasked: 'blocked' }

const bySgxp = ['sgxp_desc', 'sgxp_asc']
const orderOf = (sort: store.Sort): Order => ({
  name: sort,
  keys: bySgxp.includes(sort) ? ['number', 'number'] : ['number'],
})

export async function listQuests(
  { db }: Needs,
  owner: Owner,
  query: PageQuery & Omit<store.Selection, 'owner'>,
): Promise<QuestPage> {
  const order = orderOf(query.sort)
  const window = windowOf(query, order)
  const selection = { ...query, owner: ownerKey(owner) }
  const rows = await store.listQuests(db, selection, window)
  const total = await totalOf(window, rows.length, () => store.countQuests(db, selection))
  const page = pageOf(query, rows, total, order, ({ id, sgxp_earned }) =>
    order.keys.length === 2 ? [sgxp_earned, id] : [id],
  )
  return { ...page, items: page.items.map(toQuest) }
}

export async function readQuest({ db }: Needs, owner: Owner, id: number): Promise<Quest> {
  const row = await store.findQuest(db, { owner: ownerKey(owner), id })
  if (!row) throw refuse('quest-not-found')
  return toQuest(row)
}

/** Awards a step once, however many tick it at the same time: each waits for the others of its quest. */
export async function setQuestStep(
  { db, clock }: Needs,
  owner: Owner,
  { id, step_id, done }: { id: number; step_id: number; done: boolean },
): Promise<QuestProgress> {
  return db.transaction().execute(async (trx) => {
    const row = await store.lockQuest(trx, { owner: ownerKey(owner), id })
    if (!row) throw refuse('quest-not-found')
    const written = JSON.parse(row.quest_json) as Written
    const step = written.steps.find((it) => it.id === step_id)
    if (!step) throw refuse('quest-step-not-found')
    const changed = done
      ? await store.insertStepDone(trx, { quest_id: id, step_id, done_at: clock.now().toISOString() })
      : await store.deleteStepDone(trx, { quest_id: id, step_id })
    const { sgxp, status, steps_done } = progressOf(written, (await store.sumStepsDone(trx, id)).done)
    if (changed) await store.updateSums(trx, { id, steps_done, sgxp_earned: sgxp.earned })
    const awarded = changed ? (done ? step.sgxp_reward : -step.sgxp_reward) : 0
    return { quest_id: id, step_id, done, sgxp, status, awarded }
  })
}

export async function summarizeQuests({ db }: Needs, owner: Owner): Promise<QuestSummary> {
  const rows = await store.sumQuests(db, ownerKey(owner))
  const none = { total_quests: 0, completed_quests: 0, sgxp_earned: 0, sgxp_available: 0 }
  const by_help_mode = { supplies: none, awareness: none, helpers: none, solo: none }
  const all = { ...none }
  for (const { help_mode, ...sums } of rows) {
    by_help_mode[help_mode as keyof typeof by_help_mode] = sums
    for (const key of Object.keys(none) as (keyof typeof none)[]) all[key] += sums[key]
  }
  return {
    ...all,
    percent: percentOf(all.sgxp_earned, all.sgxp_available),
    level: levelOf(all.sgxp_earned),
    by_help_mode,
  }
}

/** Deletes a quest, and the answer of the request that made it. */
export async function deleteQuest({ db }: Needs, owner: Owner, id: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await store.deleteQuest(trx, { owner: ownerKey(owner), id }))) throw refuse('quest-not-found')
    await forgetAnswers(trx, 'generateQuest', ownerKey(owner), String(id))
  })
}

export async function deleteQuests({ db }: Needs, owner: Owner): Promise<{ deleted: number }> {
  return db.transaction().execute(async (trx) => {
    const { numDeletedRows } = await store.deleteQuests(trx, ownerKey(owner))
    for (const operation of ['generateQuest', 'clarifyQuest'] as const)
      await forgetAnswers(trx, operation, ownerKey(owner))
    return { deleted: Number(numDeletedRows) }
  })
}
