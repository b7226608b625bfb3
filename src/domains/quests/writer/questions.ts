import type { QuestIdea } from '../../../../schemas/quests/plan.ts'
import { render } from '../../../services/grammar.ts'
import { isMild } from '../../../services/safety/safety.ts'
import { normalise, wordsOf } from '../../../services/text/normalise.ts'
import type { Asked } from './answers.ts'
import { frames, languages, sentences } from './content.ts'
import { recogniseFrame } from './frame.ts'
import { type Reading, voiceOf } from './reading.ts'
import { typeset } from './typeset.ts'

/** An idea of fewer words leaves too much open. */
const FEW_WORDS = 6

/** What is asked, in this order: a promise, since answers come back by number. */
export function askedOf({ mission_idea, help_mode }: QuestIdea, { language }: Reading): Asked[] {
  const { name } = recogniseFrame(mission_idea, '', '')
  const asked: Asked[] = ['whom', 'when']
  if (help_mode !== 'solo') asked.push('mode')
  if (language === 'en' && name === undefined) asked.push('which')
  else if (wordsOf(normalise(mission_idea)).length < FEW_WORDS) asked.push('detail')
  return asked
}

/** Two to four questions: whom it helps, by when, the one of the mode, and which doing is meant or more detail. */
export function writeQuestions(idea: QuestIdea, reading: Reading): string[] {
  const { questions } = languages[reading.language] ?? languages.en
  const voice = voiceOf(idea)
  const { signal } = reading
  const own = (texts: string[]) => texts.map((text) => typeset(render(text, {}, voice)))
  if (signal.verdict !== 'plan' && !isMild(signal)) return own(questions[signal.verdict])
  const { candidates } = recogniseFrame(idea.mission_idea, '', '')
  const [a, b, c] = candidates.map((name) => frames[name]?.about ?? '')
  const texts: Record<Asked, string> = {
    whom: questions.whom,
    when: questions.when,
    mode: idea.help_mode === 'solo' ? '' : questions[idea.help_mode],
    which: render(sentences.which, { a: a ?? '', b: b ?? '', c: c ?? '' }, voice),
    detail: questions.detail,
  }
  return own(askedOf(idea, reading).map((asked) => texts[asked]))
}
