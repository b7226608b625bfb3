import type { Db } from '../../../db/tables.ts'
import type { PageQuery } from '../../../schemas/paging.ts'
import type { Quest, QuestPage, QuestProgress, QuestQuestions, QuestSummary } from '../../../schemas/quests/index.ts'
import type { QuestIdea, QuestRequest } from '../../../schemas/quests/plan.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import { type Asker, climb } from '../../services/generation/generate.ts'
import { forget, type Once, once } from '../../services/idempotency/idempotency.ts'
import { pageOf, totalOf, windowOf } from '../../services/paging.ts'
import { readPlan, readQuestions } from './model-answer.ts'
import { levelOf, percentOf, progressOf, toQuest, toRow, type Written } from './progress.ts'
import { questAsk, questionsAsk } from './prompt.ts'
import { RULES_MODEL, writeQuest, writeQuestions } from './rules/rules.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'clock' | 'inference' | 'limits' | 'env' | 'system'>

/** Who wants something written, and the key under which it happens once. */
export interface Request extends Asker {
  /** Empty when the caller names none. */
  session: string
  key: string | undefined
}

export async function clarifyQuest(deps: Needs, request: Request, idea: QuestIdea): Promise<Once<QuestQuestions>> {
  return once(deps, keyed('clarifyQuest', request, idea), async () => {
    const { value, served_by } = await climb(
      deps,
      {
        ask: questionsAsk(idea),
        read: readQuestions,
        builtIn: { model: RULES_MODEL, write: () => writeQuestions(idea) },
      },
      request,
    )
    return async () => ({ questions: value, served_by })
  })
}

/** A quest that is on disk. `owner` is the session it belongs to. */
export async function generateQuest(
  deps: Needs,
  request: Request,
  owner: string,
  what: QuestRequest,
): Promise<Once<Quest>> {
  const prepare = async () => {
    // What cannot be kept is not paid for.
    if (deps.inference.some(({ embedded }) => !embedded)) await deps.system.pingDatabase()
    const { value, served_by } = await climb(
      deps,
      {
        ask: questAsk(what),
        read: (text) => readPlan(text, what),
        builtIn: { model: RULES_MODEL, write: () => writeQuest(what) },
      },
      request,
    )
    const written: Written = { ...value, request: what, served_by }
    const row = toRow(owner, deps.clock.now().toISOString(), written)
    return async (db: Db) => {
      const { id } = (await store.insertQuest(db, row)) as { id: number }
      return toQuest({ ...row, id, done: 0 })
    }
  }
  return once(deps, keyed('generateQuest', request, what), prepare, ({ id }) => String(id))
}

export async function listQuests(
  { db }: Needs,
  session: string,
  query: PageQuery & Omit<store.Selection, 'session_id'>,
): Promise<QuestPage> {
  const window = windowOf(query, query.sort)
  const selection = { ...query, session_id: session }
  const rows = await store.listQuests(db, selection, window)
  const count = async () => (await store.countQuests(db, selection)).count
  const total = window.after === undefined ? await totalOf(window, rows.length, count) : undefined
  const keysOf = ({ id, sgxp_earned }: { id: number; sgxp_earned: number }) =>
    query.sort === 'sgxp_desc' || query.sort === 'sgxp_asc' ? [sgxp_earned, id] : [id]
  const page = pageOf(query, rows, total, query.sort, keysOf)
  return { ...page, items: page.items.map(toQuest) }
}

export async function readQuest({ db }: Needs, session: string, id: number): Promise<Quest> {
  const row = await store.findQuest(db, { id, session_id: session })
  if (!row) throw refuse('quest-not-found')
  return toQuest(row)
}

/** Awards a step once, however many tick it at the same time: each waits for the others of its quest. */
export async function setQuestStep(
  { db, clock }: Needs,
  session: string,
  { id, step_id, done }: { id: number; step_id: number; done: boolean },
): Promise<QuestProgress> {
  return db.transaction().execute(async (trx) => {
    const row = await store.lockQuest(trx, id, session)
    if (!row) throw refuse('quest-not-found')
    const written = JSON.parse(row.quest_json) as Written
    const step = written.steps.find((it) => it.id === step_id)
    if (!step) throw refuse('quest-step-not-found')
    const changed = done
      ? await store.insertStepDone(trx, id, step_id, clock.now().toISOString())
      : await store.deleteStepDone(trx, id, step_id)
    const { sgxp, status, steps_done } = progressOf(written, (await store.sumStepsDone(trx, id)).done)
    if (changed) await store.keepSums(trx, id, { steps_done, sgxp_earned: sgxp.earned })
    const awarded = changed ? (done ? step.sgxp_reward : -step.sgxp_reward) : 0
    return { quest_id: id, step_id, done, sgxp, status, awarded }
  })
}

export async function summarizeQuests({ db }: Needs, session: string): Promise<QuestSummary> {
  const rows = await store.sumQuests(db, session)
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
export async function deleteQuest({ db }: Needs, session: string, id: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await store.deleteQuest(trx, id, session))) throw refuse('quest-not-found')
    await forget(trx, scopeOf('generateQuest', session), String(id))
  })
}

export async function deleteQuests({ db }: Needs, session: string): Promise<{ deleted: number }> {
  return db.transaction().execute(async (trx) => {
    const { numDeletedRows } = await store.deleteQuests(trx, session)
    for (const operation of ['generateQuest', 'clarifyQuest']) await forget(trx, scopeOf(operation, session))
    return { deleted: Number(numDeletedRows) }
  })
}

const scopeOf = (operation: string, session: string) => `${operation} ${session}`

/** Two callers may use the same key: it counts within a session, of which a nobody has to name one. */
function keyed(operation: string, { session, key }: Request, body: object) {
  if (key !== undefined && session === '') {
    const message = 'needs a session: send session_id, X-Session-Id or the cookie session_id'
    throw invalid([{ path: 'headers.idempotency-key', message }])
  }
  return { key, scope: scopeOf(operation, session), body }
}
