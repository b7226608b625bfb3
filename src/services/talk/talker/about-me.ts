import { normalise, wordsOf } from '../../text/normalise.ts'
import { type Topic, topics } from '../content.ts'
import type { Lines } from './lines.ts'

const happened = /\b(?:happen\w*|strang\w+|weird\w*|funn\w+|worst|best|craz\w+|ever|adventure\w*)\b/i
const doing = /\b(?:job|work|do you do|do for|are you doing|up to|making|where are you|what are you)\b/i
const animals = new Set(['dog', 'cat', 'animals'])

/** What a persona tells of itself: what has most to do with the question. */
export function aboutMe(said: string, lines: Lines): string | undefined {
  if (happened.test(said)) return lines.own(['tales'], () => 1)
  const job = doing.test(said) ? lines.own(['about'], (_line, at) => (at === 0 ? 1 : 0)) : undefined
  if (job) return job
  const words = wordsOf(normalise(said)).filter((word) => word.length > 3)
  const asked = topicsOf(wordsOf(normalise(said)))
  return lines.own(['about', 'tales'], (line) => {
    const told = wordsOf(normalise(line))
    return (
      words.filter((word) => told.includes(word)).length + (topicsOf(told).some((name) => asked.includes(name)) ? 2 : 0)
    )
  })
}

const nameOf = ({ name }: Topic) => (animals.has(name) ? 'animals' : name)
const topicsOf = (words: string[]) =>
  topics.filter((topic) => words.some((word) => topic.words.has(word) || more[word] === nameOf(topic))).map(nameOf)

/** Words of questions to a persona that no caller's topic needs. */
const more: Record<string, string> = {
  ...{ animal: 'animals', animals: 'animals', goldfish: 'animals', goats: 'animals', sparrows: 'animals' },
  ...{ wife: 'family', married: 'family', sandwich: 'food', tea: 'food', lunch: 'food' },
}
