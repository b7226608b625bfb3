import type { QuestIdea } from '../../../../schemas/quests/plan.ts'
import { harmIn } from './harm.ts'
import { type Idea, readIdea } from './idea.ts'
import { kitOf } from './kits.ts'
import { wordsOf } from './phrases.ts'
import { meantBy } from './spelling.ts'
import { listed, tidy } from './text.ts'
import { topicOf } from './themes.ts'

export type Asked = 'whom' | 'when' | 'mode' | 'detail'

/** An idea of fewer words leaves too much open. */
const FEW_WORDS = 6

const gentle = [
  'Who is someone you trust and could talk to today?',
  'When could you talk to them: right now, or later today?',
]
const instead = [
  'Who around you could use something good this week?',
  'When do you want to start: today, tomorrow or this weekend?',
]

const opening = (idea: Idea, isChild: boolean) => {
  if (idea.kind === 'wish')
    return `You want ${idea.words}. ${isChild ? 'Who will be happy about it' : 'Who will be glad about it most'}`
  return isChild ? 'Who do you want to make happy with this' : 'Who should this help most'
}

function modeQuestion({ help_mode, age_range }: QuestIdea, goods: string[]): string | undefined {
  const isChild = age_range === '8-11'
  if (help_mode === 'supplies') {
    const examples = goods.length > 0 ? ` (like ${listed(goods)})` : ''
    return isChild
      ? `What things do you want to collect${examples}?`
      : `Which supplies do you want to collect${examples}?`
  }
  if (help_mode === 'awareness') {
    return isChild
      ? 'Who should hear about it first: your class, your family or people on your street?'
      : 'Which audience do you want to reach first: a class, your street, people online?'
  }
  if (help_mode !== 'helpers') return undefined
  return isChild
    ? 'How many helpers do you want: 2, 3 or more?'
    : 'How many helpers do you need, and where could you find them?'
}

/** What is asked, in this order: a promise, since answers come back by number. */
export function askedOf({ mission_idea, help_mode }: QuestIdea): Asked[] {
  const asked: Asked[] = ['whom', 'when']
  if (help_mode !== 'solo') asked.push('mode')
  if (wordsOf(mission_idea).length < FEW_WORDS) asked.push('detail')
  return asked
}

function wordings(idea: QuestIdea): Record<Asked, string> {
  const isChild = idea.age_range === '8-11'
  const kit = kitOf(topicOf([{ text: meantBy(tidy(idea.mission_idea)), weight: 1 }]), idea.age_range !== 'Adult')
  const read = readIdea(idea.mission_idea)
  const goods = kit.goods.map(([, thing]) => thing)
  return {
    whom: `${opening(read, isChild)}: ${kit.whom}?`,
    when: isChild
      ? 'When do you want to be done: this weekend, next week or later?'
      : 'By when should it be done: this weekend, in two weeks, before a special day?',
    mode: modeQuestion(idea, goods) ?? '',
    detail: isChild
      ? 'What did you see that gave you this idea?'
      : 'Tell a little more: what did you see or hear that gave you the idea?',
  }
}

/** Two to four questions: whom it helps, by when, the one of the mode, more detail where the idea is short. */
export function writeQuestions(idea: QuestIdea): string[] {
  const harm = harmIn([idea.mission_idea])
  if (harm) return harm === 'distress' ? gentle : instead
  const texts = wordings(idea)
  return askedOf(idea).map((asked) => texts[asked].replaceAll("'", '’'))
}
