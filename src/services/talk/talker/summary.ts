import { render } from '../../grammar.ts'
import { prompt, type Topic } from '../content.ts'
import type { TalkScenario } from '../talk.ts'
import { readSaid } from './reading.ts'

const MAX_TOPICS = 3

/** What a call was about, in one sentence: its topics, by the caller's own nouns where they are known. */
export function summaryOf(said: readonly string[], scenario?: TalkScenario): string {
  const played = scenario?.id && scenario.name ? render(prompt.summary.played, { scenario: scenario.name }) : ''
  const named = new Map<string, string>()
  for (const text of said) {
    const { topic, thing } = readSaid(text)
    if (topic && (thing || !named.has(topic.name))) named.set(topic.name, thing ? `their ${thing}` : spoken(topic))
  }
  const topics = [...named.values()].slice(0, MAX_TOPICS)
  if (played && !topics.length) return played
  return [played, topics.length ? render(prompt.summary.about, { topics: listed(topics) }) : prompt.summary.small]
    .filter(Boolean)
    .join(' ')
}

const spoken = ({ name }: Topic) => name.replaceAll('_', ' ')
const listed = (names: string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
