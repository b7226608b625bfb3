import { hash } from '../../grammar.ts'
import type { Talk } from '../talk.ts'
import type { Then } from './answers.ts'
import type { Lines } from './lines.ts'
import { memoriesOf } from './memories.ts'
import type { State } from './state.ts'

/** Turns in a row that end in a question before the persona tells something itself. */
const QUESTIONS = 2

/** What comes after the first sentence: one question at most, or a tale instead of the third in a row. */
export function askNext(talk: Talk, state: State, lines: Lines, then: Then, now: Date): string | undefined {
  const { kind, name } = state.reading
  if (then === 'soft' || (state.isHeavy && then === 'topic')) return softly(state, lines)
  if (then !== 'topic') return lines.pick(then === 'tale' ? ['tales'] : [then as 'curious', 'spare_ask'])
  if (kind === 'about_you' && state.asked + (state.lastSaid === '' ? 1 : 0) > 0) return undefined
  const named = name && state.reading.ownName === undefined ? lines.pick(['name_ask'], { name }) : undefined
  if (named) return named
  const own =
    kind !== 'about_you' && state.topic && isOpen(state, lines) && lines.pickFrom(state.topic.name, state.topic.asks)
  if (own) return own
  if (state.asked >= QUESTIONS && hash(`${talk.call.id} tale ${state.count}`) % 3 !== 0) {
    const tale = lines.pick(['tales', 'about'])
    if (tale) return tale
  }
  const asksOn = ['telling', 'good_news', 'plan', 'likes'].includes(kind) && state.asked < QUESTIONS + 1
  return (
    reminder(talk, state, lines, now) ?? lines.pick(asksOn ? ['spare_ask', 'questions'] : ['questions', 'spare_ask'])
  )
}

/** Questions that do not press: on the sad thing itself, or on who is there. */
function softly({ sadTopic, isHeavy, topic: own, reading, asked, before }: State, lines: Lines): string | undefined {
  const sad = before.includes('bad_news') || reading.kind === 'bad_news'
  const named = reading.name && sad ? lines.pick(['name_hard'], { name: reading.name }) : undefined
  if (named) return named
  if (asked >= QUESTIONS + 1) return undefined
  const topic = isHeavy ? sadTopic : own
  return (topic && lines.pickFrom(`${topic.name} hard`, topic.hard)) ?? lines.pick(['soft', 'gentle_ask'])
}

/** Once on a call, something that the caller told earlier. */
function reminder(talk: Talk, { count }: State, lines: Lines, now: Date): string | undefined {
  if (count < 3 || talk.scenario) return undefined
  const memories = memoriesOf(talk.relationship, now).filter(
    ({ phrase }) => phrase && !talk.turns.some(({ text }) => text.toLowerCase().includes(phrase.replace('your ', ''))),
  )
  const [memory] = memories
  return memory?.phrase ? lines.pick(['reminded'], { memory: memory.phrase }) : undefined
}

/** Questions on one topic, unless the caller goes on about it. */
const ON_TOPIC = 2
const isOpen = ({ topic, reading }: State, lines: Lines) =>
  topic === reading.topic || (topic?.asks.filter((ask) => lines.isSaid(ask)).length ?? 0) < ON_TOPIC
