import type { HelpMode, QuestPlan, QuestRequest } from '../../../../schemas/quests/plan.ts'
import { normalise, wordsOf } from '../../../services/text/normalise.ts'
import { measures as content } from './content.ts'
import { mostIn } from './numbers.ts'

/** How much a player takes on. */
interface Ambition {
  /** Days that it takes a player of 12 to 15, and how demanding it is, from 1 to 3. */
  base: { days: number; effort: number }
  /** What was said about how much, how many and how far. */
  said: string
  who: string
  /** Days until it has to be done, where that was said. */
  deadlineDays: number | undefined
}

export interface Measures {
  difficulty: QuestPlan['difficulty']
  days: number
}

/** A week is long for an eight-year-old; an adult fits it in between other things. */
const pace = { '8-11': 0.75, '12-15': 1, '16-18': 1.2, Adult: 1.5, unknown: 1 }
/** What is hard at twelve is easy at thirty. */
const strength = { '8-11': -0.25, '12-15': 0, '16-18': 0.5, Adult: 1, unknown: 0 }
const mostDays = { '8-11': 30, '12-15': 90, '16-18': 90, Adult: 90, unknown: 90 }
/** Round numbers of days: a plan takes a week, not nine days. */
const common = [1, 2, 3, 4, 5, 7, 10, 14, 21, 28, 42, 60, 90]
const MAX_LENGTH = 800

const listOf = (words: string) => words.split(/\s+/).map((word) => ` ${word.replaceAll('_', ' ')} `)
const scales = content.scale.map(({ points, words }) => ({ points, words: listOf(words) }))
const alone = new Set(listOf(content.alone).map((words) => words.trim()))

/** Points for how far it goes beyond the usual. */
function scaleOf(said: string): number {
  const text = ` ${wordsOf(normalise(said.slice(0, MAX_LENGTH))).join(' ')} `
  const most = mostIn(said)
  const byWords = scales.filter(({ words }) => words.some((it) => text.includes(it))).map(({ points }) => points)
  return byWords.reduce((sum, points) => sum + points, most >= 100 ? 2 : most >= 20 ? 1 : 0)
}

export function measure(
  age: QuestRequest['age_range'] | 'unknown' = 'unknown',
  mode: HelpMode,
  ambition: Ambition,
): Measures {
  const { base, said, who, deadlineDays } = ambition
  const scale = scaleOf(said)
  const usual = base.days * pace[age] * (1 + Math.max(-0.2, scale * 0.4))
  const days = Math.max(1, Math.min(mostDays[age], deadlineDays ?? nearest(usual)))
  const isAlone = mode === 'solo' || alone.has(wordsOf(normalise(who)).join(' '))
  const isTight = deadlineDays !== undefined && deadlineDays < usual / 2
  const score =
    base.effort +
    scale +
    (mode === 'helpers' ? 0.5 : isAlone ? -0.5 : 0) +
    (isTight ? 1 : 0) +
    (days >= 28 ? 0.5 : 0) -
    strength[age]
  return { difficulty: gradeOf(score, age), days }
}

/** The youngest never get a hard one. */
function gradeOf(score: number, age: QuestRequest['age_range'] | 'unknown'): QuestPlan['difficulty'] {
  if (score < 1.75) return 'Easy'
  return score < 3.25 || age === '8-11' ? 'Medium' : 'Hard'
}

const nearest = (days: number) => common.reduce((near, it) => (Math.abs(it - days) < Math.abs(near - days) ? it : near))
