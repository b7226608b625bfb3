import { type Static, Type } from '@sinclair/typebox'
import { pageOf } from '../paging.ts'
import { ServedBy } from '../served-by.ts'
import { enumOf, ref, Timestamp } from '../shared.ts'
import { questExample } from './example.ts'
import { Guidance, HelpMode, notesMembers, planMembers, Questions, stepMembers } from './plan.ts'

export { ServedBy }

export const QuestStatus = enumOf(['not_started', 'in_progress', 'complete'], {
  description: 'not_started: no step is done; complete: all are',
})
export type QuestStatus = Static<typeof QuestStatus>

export const Sgxp = Type.Object(
  {
    earned: Type.Integer({ minimum: 0, description: 'Of the steps that are done' }),
    total: Type.Integer({ minimum: 0, description: 'Of all steps' }),
    percent: Type.Integer({ minimum: 0, maximum: 100, description: 'earned of total, rounded' }),
  },
  { $id: 'Sgxp', description: 'Super Greatness XP', examples: [{ earned: 25, total: 100, percent: 25 }] },
)
export type Sgxp = Static<typeof Sgxp>

export const QuestStep = Type.Object(
  { ...stepMembers, done: Type.Boolean() },
  {
    $id: 'QuestStep',
    description: 'One thing to do, and what it earns',
    examples: [
      {
        id: 1,
        title: 'Bring in a trusted adult',
        description: 'Show a parent or teacher the plan for the shelter cats and agree on what you may do alone.',
        sgxp_reward: 10,
        done: false,
      },
    ],
  },
)

export const QuestId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1] })

export const Quest = Type.Object(
  {
    id: QuestId,
    session_id: Type.String({ description: 'The play session it belongs to' }),
    created_at: Timestamp,
    ...planMembers,
    help_mode: HelpMode,
    steps: Type.Array(ref(QuestStep), { minItems: 3, maxItems: 5 }),
    ...notesMembers,
    language: Type.String({ description: 'The language it is written in, as a BCP 47 tag', examples: ['en'] }),
    guidance: Guidance,
    sgxp: ref(Sgxp),
    status: QuestStatus,
    served_by: ref(ServedBy),
  },
  { $id: 'Quest', description: 'A mission with steps that earn SGXP', examples: [questExample] },
)
export type Quest = Static<typeof Quest>

export const QuestPage = pageOf('QuestPage', Quest, 'Quests of a session')
export type QuestPage = Static<typeof QuestPage>

export const QuestQuestions = Type.Object(
  { questions: Questions, served_by: ref(ServedBy) },
  { $id: 'QuestQuestions', description: 'What to ask before the quest is written: q0 is the first' },
)
export type QuestQuestions = Static<typeof QuestQuestions>

export const QuestProgress = Type.Object(
  {
    quest_id: Type.Integer(),
    step_id: Type.Integer(),
    done: Type.Boolean(),
    sgxp: ref(Sgxp),
    status: QuestStatus,
    awarded: Type.Integer({
      description: 'SGXP that this request earned; 0 when nothing changed, negative when a step was un-ticked',
    }),
  },
  {
    $id: 'QuestProgress',
    description: 'Where the quest stands after a step was ticked or un-ticked',
    examples: [
      {
        quest_id: 1,
        step_id: 1,
        done: true,
        sgxp: { earned: 10, total: 100, percent: 10 },
        status: 'in_progress',
        awarded: 10,
      },
    ],
  },
)
export type QuestProgress = Static<typeof QuestProgress>

const totals = {
  total_quests: Type.Integer({ minimum: 0 }),
  completed_quests: Type.Integer({ minimum: 0 }),
  sgxp_earned: Type.Integer({ minimum: 0 }),
  sgxp_available: Type.Integer({ minimum: 0, description: 'Of all steps, done or not' }),
}
export const QuestTotals = Type.Object(totals, { $id: 'QuestTotals', description: 'Sums over some quests' })

export const QuestSummary = Type.Object(
  {
    ...totals,
    percent: Type.Integer({ minimum: 0, maximum: 100, description: 'sgxp_earned of sgxp_available, rounded' }),
    level: Type.Integer({ minimum: 1, description: 'One more for each 500 SGXP' }),
    by_help_mode: Type.Object(
      { supplies: ref(QuestTotals), awareness: ref(QuestTotals), helpers: ref(QuestTotals), solo: ref(QuestTotals) },
      { description: 'The same, by how the quests help' },
    ),
  },
  { $id: 'QuestSummary', description: 'What a session has achieved' },
)
export type QuestSummary = Static<typeof QuestSummary>

export const QuestsDeleted = Type.Object(
  { deleted: Type.Integer({ minimum: 0, examples: [3] }) },
  { $id: 'QuestsDeleted', description: 'How many there were' },
)
