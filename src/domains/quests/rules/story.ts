import type { AgeRange, QuestRequest } from '../../../../schemas/quests/plan.ts'
import { type Equipped, equip } from './activities.ts'
import { answered } from './answered.ts'
import { readAnswers } from './answers.ts'
import { outcomeOf, placeOf } from './circumstances.ts'
import { type Deadline, deadlineOf } from './deadline.ts'
import { durationOf } from './duration.ts'
import { type Goods, goodsOf } from './goods.ts'
import { harmIn, isRude } from './harm.ts'
import { type Idea, readIdea, told } from './idea.ts'
import type { Kit } from './kit.ts'
import { kitOf } from './kits.ts'
import { mostIn, numberOf, scaled } from './numbers.ts'
import { type People, peopleIn, servedBy, servedIn } from './people.ts'
import { isName, isOrder, phrased, small, withArticle, wordsOf } from './phrases.ts'
import { meantBy } from './spelling.ts'
import { purposeOf } from './subject.ts'
import { bare, capital, closed, hash, quoted, tidy } from './text.ts'
import { topicOf } from './themes.ts'
import { type Topic, topics } from './topics.ts'
import { crowds } from './words.ts'

/** Everything that the sentences of a quest are made with. */
export type Story = {
  request: QuestRequest
  theme: string
  /** The topic's, with what this idea does; its own where the topic has no words for it. */
  kit: Equipped
  idea: Idea
  /** Completes "Tell them …". */
  told: string
  nickname: string
  people: People
  served: string
  /** "at least 10 shelter cats", or nothing. */
  count: string
  goods: Goods
  at: string
  deadline: Deadline
  days: number
  much: number
  outcome: string
  /** What the player said about whom it helps, as a sentence of its own. */
  whom: string
  forWhom: string
  audience: string
  audienceSaid: string
  crew: { many: number; said: string }
  reach: number
  detail: string
  /** One of the variants: the same for the same idea and seed. */
  pick: (slot: string, variants: readonly string[]) => string
  /** The words for this age. Without an age they are those for adults; the under-eighteens are told apart there. */
  /** Said only where we do not know the age. */
  minor: (words: string) => string
  by: (words: { child: string; teen: string; adult: string }) => string
}

const scales: Record<AgeRange, number> = { '8-11': 0.5, '12-15': 1, '16-18': 1.5, Adult: 2 }

const scaleOf = ({ age_range }: Pick<QuestRequest, 'age_range'>) => (age_range ? scales[age_range] : 1)

function nicknameOf(nickname = ''): string {
  const name = closed(bare(tidy(nickname)))
  const isSafe = name.length <= 30 && !/[\n:;{}[\]/\\|=<>]/.test(name) && !isRude(name) && !harmIn([name])
  return isSafe &&
    !/\b(?:ignore|instructions?|system|prompt|anonymous|player|user|null|undefined|none|n.a|idk)\b/i.test(name)
    ? name
    : ''
}

/** "30 kids", from an idea that says how many there are. */
function countedIn(idea: Idea): string {
  const words = idea.kind === 'quote' ? [] : wordsOf(idea.words)
  const at = words.findIndex((word, at) => (numberOf(word) ?? 0) > 2 && crowds.has(words[at + 1] ?? ''))
  return at < 0 ? '' : `${words[at]} ${words[at + 1]}`
}

function countOf(kit: Kit, idea: Idea, scale: number, answer: string): string {
  if (
    mostIn(answer) > 0 &&
    /^\s*(?:about |around |at least )?(?:\d|[a-z]+\b)/i.test(answer) &&
    isName(phrased(answer))
  ) {
    return `at least ${small(phrased(answer)).replace(/^(?:about|around|at least) /i, '')}`
  }
  const told = countedIn(idea)
  if (told && !answer) return `at least ${told}`
  return kit.count && !answer && !(idea.kind === 'wish' && !idea.verb && purposeOf(idea))
    ? `at least ${scaled(kit.count[0], scale)} ${kit.count[1]}`
    : ''
}

function audienceOf(kit: Kit, answer: string): Pick<Story, 'audience' | 'audienceSaid'> {
  const name = phrased(answer).replace(/^(?:to|for|with)\s+/i, '')
  if (answer && isName(name)) return { audience: withArticle(small(name)), audienceSaid: '' }
  return { audience: kit.audience, audienceSaid: answer && quoted(answer) }
}

function crewOf(age: AgeRange | undefined, answer: string): Story['crew'] {
  const usual = age === '8-11' ? 3 : age === 'Adult' ? 8 : 5
  const named = isName(phrased(answer)) ? mostIn(answer) : 0
  const isNumber = named > 0 && wordsOf(answer).length <= 4
  return { many: Math.min(named, 100) || usual, said: answer && !isNumber ? quoted(answer, 100) : '' }
}

function pickerOf(request: QuestRequest): Story['pick'] {
  const base = hash(request.mission_idea, (2_166_136_261 ^ Math.imul(request.seed ?? 0, 2_654_435_761)) >>> 0)
  return (slot, variants) => variants[hash(slot, base) % variants.length] as string
}

function topicFor(request: QuestRequest, answers: string[]): Topic {
  return topicOf([
    { text: meantBy(tidy(request.mission_idea)), weight: 1 },
    { text: answers.join('. '), weight: 0.5 },
    { text: answered(request.where), weight: 0.25 },
  ])
}

/** Those who help and those who are helped, from `who` and from the answer to the first question. */
function everyoneIn(request: QuestRequest, idea: Idea, kit: Equipped, whom: string) {
  const people = peopleIn(answered(request.who), idea, request.age_range)
  const named = servedBy(whom)
  const helped = named.served || people.served
  return {
    people: { ...people, remark: named.remark || people.remark },
    served:
      helped ||
      servedIn(idea) ||
      ((kit.isOwn || (idea.kind === 'wish' && !idea.verb)) && purposeOf(idea)) ||
      kit.served,
    whom: helped && `${capital(helped)} will be glad about it`,
    forWhom: helped && `Keep in mind whom it is for: ${helped}`,
    count: countOf(kit, idea, scaleOf(request), whom || people.served),
  }
}

/** The answer to the question of the mode: what to collect, whom to reach, how many to ask. */
function meansOf({ help_mode, age_range }: QuestRequest, idea: Idea, kit: Kit, answer: string) {
  const scale = scaleOf({ age_range })
  const answerOf = (mode: QuestRequest['help_mode']) => (help_mode === mode ? answer : '')
  return {
    goods: goodsOf(idea, kit, scale, answerOf('supplies')),
    ...audienceOf(kit, answerOf('awareness')),
    crew: crewOf(age_range, answerOf('helpers')),
    reach: scaled(kit.quietly ? 8 : 20, scale),
  }
}

const voiceOf = ({ age_range: age }: QuestRequest): Pick<Story, 'minor' | 'by'> => ({
  minor: (words) => (age ? '' : words),
  by: ({ child, teen, adult }) => (age === '8-11' ? child : age && age !== 'Adult' ? teen : adult),
})

export function storyOf(request: QuestRequest): Story {
  const answers = readAnswers(request)
  const { whom = '', when = '', mode = '', detail = '' } = answers
  const outcome = answered(request.outcome)
  const topic = topicFor(request, [outcome, answered(request.who), ...Object.values(answers)])
  const idea = readIdea(request.mission_idea)
  const isYoung = request.age_range !== undefined && request.age_range !== 'Adult'
  const kit = equip(kitOf(topic, isYoung), idea, topic, isYoung)
  const deadline = deadlineOf(when)
  const much = mostIn([request.mission_idea, outcome, whom, mode].filter((text) => !isOrder(text)).join(' ; '))
  return {
    request,
    theme: topics[topic].theme,
    kit,
    idea,
    told: told(idea),
    nickname: nicknameOf(request.nickname),
    ...everyoneIn(request, idea, kit, whom),
    ...meansOf(request, idea, kit, mode),
    at: placeOf(answered(request.where)),
    deadline,
    days: durationOf(request, deadline.days, much),
    much,
    outcome: outcomeOf(outcome),
    detail: detail && quoted(detail, 160),
    pick: pickerOf(request),
    ...voiceOf(request),
  }
}
