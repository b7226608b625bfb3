import type { QuestRequest } from '../../../../schemas/quest-plan.ts'
import { isRude } from './harm.ts'
import { type Asked, askedOf, writeQuestions } from './questions.ts'
import { tidy } from './text.ts'

/** What the player answered, by what was asked. */
export type Answers = Partial<Record<Asked, string>>

const none =
  /^(?:i (?:really )?(?:don'?t|do not) know(?: yet)?|idk|idc|dunno|no idea|not sure(?: yet)?|unsure|none|nothing|nobody|no one|no|nope|n ?\/? ?a|null|nil|undefined|nan|unknown|whatever|whenever|any|anything|tbd|test|skip|pass|\W*)[\s.!?]*$/i

/** What was said, or nothing: also when it is "idk" or words that are not said again. */
export function answered(text: string | undefined): string {
  const plain = tidy(text)
  return none.test(plain) || isRude(plain) ? '' : plain
}

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
