import { type Insertable, type Selectable, sql, type Transaction } from 'kysely'
import { isAnonymousOfStep } from '../../../db/anonymous-rows.ts'
import { compiled } from '../../../db/compiled.ts'
import type { OwnerKey } from '../../../db/owner.ts'
import type { QuestsTable } from '../../../db/tables/quests.ts'
import type { Db, Tables } from '../../../db/tables.ts'
import type { Window } from '../../../db/window.ts'
import type { QuestStatus } from '../../../schemas/quests/index.ts'
import type { HelpMode } from '../../../schemas/quests/plan.ts'

type Columns = Pick<Selectable<QuestsTable>, 'id' | 'session_id' | 'created_at' | 'help_mode' | 'quest_json'>
export interface QuestRow extends Columns {
  /** One bit per step that is done: 2 for step 1, 4 for step 2 and so on. */
  done: number
}
export type NewQuest = Omit<Insertable<QuestsTable>, 'id' | 'steps_done' | 'sgxp_earned'>

const columns = ['id', 'session_id', 'created_at', 'help_mode', 'quest_json'] as const

/** In the statement that reads the quest, so that both are of one moment. */
const done = sql<number>`(select coalesce(sum(1 << step_id), 0) from quest_steps_done where quest_id = quests.id)`.as(
  'done',
)

export type Sort = 'recent' | 'oldest' | 'sgxp_desc' | 'sgxp_asc'

/** Which quests of an owner, and in which order. */
export interface Selection {
  owner: OwnerKey
  sort: Sort
  status?: QuestStatus
  help_mode?: HelpMode
}

export const insertQuest = compiled((db, quest: NewQuest) =>
  db
    .insertInto('quests')
    .values({
      owner: quest.owner,
      session_id: quest.session_id,
      created_at: quest.created_at,
      help_mode: quest.help_mode,
      quest_json: quest.quest_json,
      steps_total: quest.steps_total,
      sgxp_total: quest.sgxp_total,
      steps_done: 0,
      sgxp_earned: 0,
    })
    .returning('id'),
)

/** A quest of an owner; another owner's is as absent as one that never was. */
export interface QuestKey {
  owner: OwnerKey
  id: number
}

export const findQuest = compiled((db, quest: QuestKey) =>
  db
    .selectFrom('quests')
    .select([...columns, done])
    .where('id', '=', quest.id)
    .where('owner', '=', quest.owner),
)

const statuses = {
  not_started: sql<boolean>`steps_done = 0`,
  in_progress: sql<boolean>`steps_done > 0 and steps_done < steps_total`,
  complete: sql<boolean>`steps_done = steps_total`,
}

const selected = (db: Db, { owner, status, help_mode }: Selection) =>
  db
    .selectFrom('quests')
    .where('owner', '=', owner)
    .$if(status !== undefined, (query) => query.where(statuses[status as QuestStatus]))
    .$if(help_mode !== undefined, (query) => query.where('help_mode', '=', help_mode as HelpMode))

/** Newest first among equals, so that the order is total. As bigint: a cursor may hold any number. */
const beyond = (sort: Sort, [first = 0, id = 0]: readonly number[]) =>
  ({
    recent: sql<boolean>`id < cast(${first} as bigint)`,
    oldest: sql<boolean>`id > cast(${first} as bigint)`,
    sgxp_desc: sql<boolean>`(sgxp_earned < cast(${first} as bigint) or (sgxp_earned = cast(${first} as bigint) and id < cast(${id} as bigint)))`,
    sgxp_asc: sql<boolean>`(sgxp_earned > cast(${first} as bigint) or (sgxp_earned = cast(${first} as bigint) and id < cast(${id} as bigint)))`,
  })[sort]

export const listQuests = (db: Db, selection: Selection, { limit, offset, after }: Window) =>
  selected(db, selection)
    .select([...columns, 'sgxp_earned', done])
    .$if(after !== undefined, (query) => query.where(beyond(selection.sort, after as readonly number[])))
    .$if(selection.sort === 'sgxp_desc', (query) => query.orderBy('sgxp_earned', 'desc'))
    .$if(selection.sort === 'sgxp_asc', (query) => query.orderBy('sgxp_earned', 'asc'))
    .orderBy('id', selection.sort === 'oldest' ? 'asc' : 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export const countQuests = (db: Db, selection: Selection) =>
  selected(db, selection)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()

/** The same bits as `done`: after a change in the same transaction. */
export const sumStepsDone = (db: Db, quest_id: number) =>
  db
    .selectFrom('quest_steps_done')
    .select(sql<number>`coalesce(sum(1 << step_id), 0)`.as('done'))
    .where('quest_id', '=', quest_id)
    .executeTakeFirstOrThrow()

/** One row of sums per help mode that has quests. */
export const sumQuests = (db: Db, owner: OwnerKey) =>
  db
    .selectFrom('quests')
    .where('owner', '=', owner)
    .groupBy('help_mode')
    .select((eb) => [
      'help_mode',
      eb.fn.countAll<number>().as('total_quests'),
      eb.fn.sum<number>(sql`case when ${statuses.complete} then 1 else 0 end`).as('completed_quests'),
      eb.fn.sum<number>('sgxp_earned').as('sgxp_earned'),
      eb.fn.sum<number>('sgxp_total').as('sgxp_available'),
    ])
    .execute()

/** Changes nothing, and makes every other change of the quest wait until the transaction ends. */
export const lockQuest = (trx: Transaction<Tables>, { owner, id }: QuestKey) =>
  trx
    .updateTable('quests')
    .set((set) => ({ steps_done: set.ref('steps_done') }))
    .where('id', '=', id)
    .where('owner', '=', owner)
    .returning('quest_json')
    .executeTakeFirst()

/** No row comes back when the step was done already. */
export const insertStepDone = (
  db: Db,
  { quest_id, step_id, done_at }: { quest_id: number; step_id: number; done_at: string },
) =>
  db
    .insertInto('quest_steps_done')
    .values({ quest_id, step_id, done_at })
    .onConflict((conflict) => conflict.columns(['quest_id', 'step_id']).doNothing())
    .returning('step_id')
    .executeTakeFirst()

/** No row comes back when the step was not done. */
export const deleteStepDone = (db: Db, { quest_id, step_id }: { quest_id: number; step_id: number }) =>
  db
    .deleteFrom('quest_steps_done')
    .where('quest_id', '=', quest_id)
    .where('step_id', '=', step_id)
    .returning('step_id')
    .executeTakeFirst()

export const updateSums = (db: Db, { id, ...sums }: { id: number; steps_done: number; sgxp_earned: number }) =>
  db.updateTable('quests').set(sums).where('id', '=', id).execute()

export const deleteQuest = (db: Db, { owner, id }: QuestKey) =>
  db.deleteFrom('quests').where('id', '=', id).where('owner', '=', owner).returning('id').executeTakeFirst()

export const deleteQuests = (db: Db, owner: OwnerKey) =>
  db.deleteFrom('quests').where('owner', '=', owner).executeTakeFirstOrThrow()

/** Deletes the quests between two ids that are no user's, were made before a time, and of which no step was done since. */
export const deleteIdleQuests = (db: Db, step: { after: number; until: number | undefined; before: string }) =>
  db
    .deleteFrom('quests')
    .where(isAnonymousOfStep(step))
    .where('created_at', '<', step.before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('quest_steps_done')
            .select('step_id')
            .whereRef('quest_id', '=', 'quests.id')
            .where('done_at', '>=', step.before),
        ),
      ),
    )
    .execute()
