import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { answered } from './answered.ts'
import { type Asked, askedOf, writeQuestions } from './questions.ts'

/** What the player answered, by what was asked. */
export type Answers = Partial<Record<Asked, string>>

const folded = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim()

/** Questions that somebody else has written are told apart by how they ask. */
const cues: [RegExp, Asked][] = [
  [/\b(?:by when|when|deadline|how long|how soon|what day|date)\b/, 'when'],
  [
    /\b(?:how many (?:helpers|people|volunteers|friends)|audience|who should (?:hear|know|see)|suppl|items?|what do you need|materials?|who can help|reach)/,
    'mode',
  ],
  [/\b(?:who|whom|benefit)/, 'whom'],
]

/** A key is a question's number or its text. The texts are only written when there is one to compare with. */
export function readAnswers(request: QuestRequest): Answers {
  const order = askedOf(request)
  let own: string[] | undefined
  const askedBy = (key: string): Asked => {
    const index = /^q?(\d{1,2})$/i.exec(key.trim())?.[1]
    if (index !== undefined) return order[Number(index)] ?? 'detail'
    own ??= writeQuestions(request).map(folded)
    const words = folded(key)
    return order[own.indexOf(words)] ?? cues.find(([cue]) => cue.test(words))?.[1] ?? 'detail'
  }
  const answers: Answers = {}
  for (const [key, value] of Object.entries(request.clarifications ?? {})) {
    const answer = answered(value)
    if (answer) answers[askedBy(key)] ??= answer
  }
  return answers
}
