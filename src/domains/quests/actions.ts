import type { PageQuery } from '../../../schemas/paging.ts'
import type { QuestIdea, QuestRequest } from '../../../schemas/quest-plan.ts'
import type { Quest, QuestPage, QuestProgress, QuestQuestions, QuestSummary } from '../../../schemas/quests.ts'
import type { Deps } from '../../deps.ts'
import { invalid, refuse } from '../../errors.ts'
import { pageOf, windowOf } from '../../paging.ts'
import { type Once, once } from '../idempotency/actions.ts'
import { type Asker, climb } from './ladder.ts'
import { readPlan, readQuestions } from './model-answer.ts'
import { levelOf, percentOf, progressOf, toQuest, toRow, type Written } from './progress.ts'
import { questAsk, questionsAsk } from './prompt.ts'
import { RULES_MODEL, writeQuest, writeQuestions } from './rules/rules.ts'
import * as store from './store.ts'

export type Needs = Pick<Deps, 'db' | 'now' | 'inference' | 'cache' | 'env'>

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
  return once(deps, keyed('generateQuest', request, what), async () => {
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
    const row = toRow(owner, deps.now().toISOString(), written)
    return async (db) => {
      const { id } = (await store.insertQuest(db, row)) as { id: number }
      return toQuest({ ...row, id }, new Set())
    }
  })
}

export async function listQuests(
  { db }: Needs,
  session: string,
  query: PageQuery & Omit<store.Selection, 'session_id'>,
): Promise<QuestPage> {
  const bySgxp = query.sort === 'sgxp_desc' || query.sort === 'sgxp_asc'
  const window = windowOf(query, bySgxp ? 2 : 1)
  const selection = { ...query, session_id: session }
  const rows = await store.listQuests(db, selection, window)
  const count = window.after === undefined ? (await store.countQuests(db, selection)).count : undefined
  const page = pageOf(query, rows, count, ({ id, sgxp_earned }) => (bySgxp ? [sgxp_earned, id] : [id]))
  const done = await stepsDone({ db }, page.items)
  return { ...page, items: page.items.map((row) => toQuest(row, done(row.id))) }
}

export async function readQuest({ db }: Needs, session: string, id: number): Promise<Quest> {
  const row = await store.findQuest(db, { id, session_id: session })
  if (!row) throw refuse('quest-not-found')
  const done = await stepsDone({ db }, [row])
  return toQuest(row, done(id))
}

/** Awards a step once, however many tick it at the same time: each waits for the others of its quest. */
export async function setQuestStep(
  { db, now }: Needs,
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
      ? await store.insertStepDone(trx, id, step_id, now().toISOString())
      : await store.deleteStepDone(trx, id, step_id)
    const steps = (await stepsDone({ db: trx }, [row]))(id)
    const progress = progressOf(written, steps)
    if (changed) await store.keepSums(trx, id, { steps_done: steps.size, sgxp_earned: progress.sgxp.earned })
    const awarded = changed ? (done ? step.sgxp_reward : -step.sgxp_reward) : 0
    return { quest_id: id, step_id, done, ...progress, awarded }
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

export async function deleteQuest({ db }: Needs, session: string, id: number): Promise<void> {
  if (!(await store.deleteQuest(db, id, session))) throw refuse('quest-not-found')
}

export async function deleteQuests({ db }: Needs, session: string): Promise<{ deleted: number }> {
  const { numDeletedRows } = await store.deleteQuests(db, session)
  return { deleted: Number(numDeletedRows) }
}

/** Answers, for each of these quests, which of its steps are done. */
async function stepsDone({ db }: Pick<Needs, 'db'>, quests: { id: number }[]) {
  const done = new Map<number, Set<number>>(quests.map(({ id }) => [id, new Set()]))
  if (quests.length > 0) {
    for (const { quest_id, step_id } of await store.listStepsDone(db, [...done.keys()]))
      done.get(quest_id)?.add(step_id)
  }
  return (id: number) => done.get(id) as ReadonlySet<number>
}

/** Two callers may use the same key: it counts within a session, of which a nobody has to name one. */
function keyed(operation: string, { session, key }: Request, body: object) {
  if (key !== undefined && session === '') {
    const message = 'needs a session: send session_id, X-Session-Id or the cookie session_id'
    throw invalid([{ path: 'headers.idempotency-key', message }])
  }
  return { key, scope: `${operation} ${session}`, body }
}
