import type { Fact } from '../../../../schemas/personas/index.ts'
import { normalise, wordsOf } from '../../text/normalise.ts'
import { topics, yours } from '../content.ts'
import { byWeight } from '../facts/merge.ts'
import type { TalkRelationship } from '../talk.ts'

/** What a persona can mention of what it knows. */
export interface Memory {
  /** As one says it: "your interview". */
  phrase: string | undefined
  /** Of an animal or a person. */
  name: string | undefined
  /** Whether its day is still to come; undefined where it has none. */
  isAhead: boolean | undefined
  fact: Fact
}

const DATE = /(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})/
const CALLED = /^Has an? ([a-z ]{2,20}) called (\p{Lu}\p{Ll}+)$/u
const quiet =
  /\b(?:died|dead|death|funeral|ill|illness|cancer|depress|divorc|abus|hurt|suicid|hospital|broke up|afraid|scared)/i

/** What is told to all, and not in tears. */
const isMentionable = ({ category, content }: Fact) => category !== 'health' && !quiet.test(content)

/** What can be brought up, the most important and newest first. */
export function memoriesOf({ memory: { facts, recent_calls } }: TalkRelationship, now: Date): Memory[] {
  const known = facts
    .filter(isMentionable)
    .toSorted(byNewest)
    .map((fact) => memoryOf(fact, now))
  const usable = known.filter(({ phrase, name }) => phrase !== undefined || name !== undefined)
  if (usable.length > 0) return usable
  const [last] = recent_calls
  const phrase = last && !quiet.test(last.summary) ? phraseIn(last.summary) : undefined
  if (!last || !phrase) return []
  const fact: Fact = { content: last.summary, category: 'personal', importance: 'low', learned_at: last.at }
  return [{ phrase, name: undefined, isAhead: undefined, fact }]
}

/** Plans are asked after before all else; then what counts most. */
const byNewest = (a: Fact, b: Fact) => Number(b.category === 'goals') - Number(a.category === 'goals') || byWeight(a, b)

function memoryOf(fact: Fact, now: Date): Memory {
  const [, , name] = CALLED.exec(fact.content) ?? []
  const [, day, month, year] = DATE.exec(fact.content) ?? []
  const at = day ? Date.parse(`${day} ${month} ${year} 23:59 UTC`) : Number.NaN
  return {
    phrase: phraseIn(fact.content),
    name,
    isAhead: Number.isNaN(at) ? undefined : at > now.getTime(),
    fact,
  }
}

/** The first noun that reads well after "your", with the word before it where it belongs to it. */
function phraseIn(text: string): string | undefined {
  const words = wordsOf(normalise(text))
  const at = words.findIndex((word) => yours.has(word))
  if (at === -1) return undefined
  const [before = '', noun = '', after = ''] = [words[at - 1], words[at], words[at + 1]]
  return `your ${joining.has(before) ? `${before} ` : ''}${noun}${yours.has(after) ? ` ${after}` : ''}`
}

/** Words that belong to the noun after them. */
const joining = new Set(['driving', 'maths', 'piano', 'job', 'new'])

/** Third person to second, where it is sure how. */
const verbs: Record<string, string> = {
  ...{ has: 'you have', is: 'you are', was: 'you were', likes: 'you like', loves: 'you love', hates: 'you hate' },
  ...{
    works: 'you work',
    lives: 'you live',
    comes: 'you come',
    moved: 'you moved',
    wants: 'you want',
    plays: 'you play',
  },
  ...{ enjoys: 'you enjoy', studies: 'you study', plans: 'you plan', prefers: 'you prefer', goes: 'you go' },
  ...{ needs: 'you need', reads: 'you read', collects: 'you collect', owns: 'you own', speaks: 'you speak' },
  ...{ started: 'you started', got: 'you got', passed: 'you passed', lost: 'you lost', feels: 'you feel' },
}

/** "Has a dog called Biscuit" as "you have a dog called Biscuit"; undefined where it is not sure. */
export function toldBack({ content }: Fact): string | undefined {
  const [first = '', ...rest] = content
    .trim()
    .replace(/[.!]+$/, '')
    .split(/\s+/)
  const verb = Object.hasOwn(verbs, first.toLowerCase()) ? verbs[first.toLowerCase()] : undefined
  if (!verb || content.length > 120 || /[?!\n"]/.test(content)) return undefined
  const said = rest.join(' ').replace(/, \d{1,2} [A-Z][a-z]+ \d{4}$/, '')
  return `${verb} ${said}`.replace(/\b(?:his|her|their) (?=\w)/g, 'your ').trim()
}

const small = new Set(
  'hi hello hey well so do you remember know what is my the a an of to me about told tell did still i that we have has was are name called who which in on last time can it on our'.split(
    ' ',
  ),
)

/** The fact that a question is about; any that can be told where it names none. */
export function recalled({ memory: { facts } }: TalkRelationship, question: string): string | undefined {
  const words = wordsOf(normalise(question)).map((word) => word.replace(/'s$/, ''))
  const asked = words.filter((word) => !small.has(word))
  const able = facts.toSorted(byWeight).filter((fact) => toldBack(fact) !== undefined)
  if (/\bmy name\b/i.test(question)) return told(able.find(({ content }) => content.startsWith('Is called ')))
  if (asked.length === 0) return told(able[0])
  const scored = able
    .map((fact) => ({ fact, score: sharedWords(asked, fact.content) }))
    .filter(({ score }) => score > 0)
  return told(scored.toSorted((a, b) => b.score - a.score)[0]?.fact)
}

const told = (fact: Fact | undefined) => fact && toldBack(fact)

/** Words that both have; words of one topic count a little. */
function sharedWords(asked: string[], content: string): number {
  const words = new Set(wordsOf(normalise(content)))
  const near = topics.some(
    (topic) => asked.some((it) => topic.words.has(it)) && [...words].some((it) => topic.words.has(it)),
  )
  return asked.filter((word) => words.has(word) || words.has(`${word}s`)).length + (near ? 0.5 : 0)
}
