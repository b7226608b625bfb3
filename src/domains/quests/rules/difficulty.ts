import type { QuestPlan, QuestRequest } from '../../../../schemas/quests/plan.ts'

export type Ambition = {
  days: number
  /** The largest number that the player named. */
  much: number
  /** What was said about who takes part. */
  crowd: string
  /** What was said about how far it reaches. */
  scope: string
  isAlone: boolean
}

const many = /\b(?:class(?:es)?|school|grade|everyone|everybody|town|city|volunteers|company|church)\b/i
const huge =
  /\b(?:whole|entire|all (?:of )?(?:the|my|our)|every) (?:\w+ )?(?:school|town|city|state|country|district|world)\b|\bworldwide\b|\bnationwide\b/i

/** For this player: what is hard at nine is easy at thirty, and the young never get a hard one. */
export function difficultyOf(
  request: QuestRequest,
  { days, much, crowd, scope, isAlone }: Ambition,
): QuestPlan['difficulty'] {
  let score = 1
  // People have to be found, agreed with and waited for.
  if (request.help_mode === 'helpers') score += 1
  if (request.help_mode === 'solo' || isAlone) score -= 1
  if (many.test(crowd)) score += 1
  if (huge.test(scope)) score += 1
  // A month is long to keep going; three days are a sprint.
  if (days >= 30) score += 1
  if (days <= 3) score -= 1
  if (much >= 20) score += 1
  if (much >= 100) score += 1
  if (request.age_range === '8-11' || request.age_range === 'Adult') score -= 1
  if (score < 1) return 'Easy'
  return score < 3 || request.age_range === '8-11' ? 'Medium' : 'Hard'
}
