import type { Fact } from '../../../../schemas/personas/index.ts'
import { normalise, wordsOf } from '../../text/normalise.ts'

const MAX_FACTS = 50
const weight = { high: 0, medium: 1, low: 2 }

/** The most important first, of those the newest. */
export const byWeight = (a: Fact, b: Fact): number =>
  weight[a.importance] - weight[b.importance] ||
  (a.learned_at < b.learned_at ? 1 : a.learned_at > b.learned_at ? -1 : 0)

const keyOf = (content: string) => wordsOf(normalise(content)).join(' ')

/** What a newer fact replaces: there is one name and one home, and one day of an event. */
const single = [/^Is called /, /^(?:Lives in|Moved to) /, /^Works (?:as|in|at|for) /, /^Has an? [a-z ]+ on /]

const kindOf = ({ content }: Fact) =>
  single
    .find((it) => it.test(content))
    ?.exec(content)?.[0]
    .replace('Moved to', 'Lives in')

/** Known facts with new ones: the same are joined, what is replaced goes, and at most 50 are kept. */
export function mergeFacts(known: readonly Fact[], learned: readonly Fact[]): Fact[] {
  const merged = new Map<string, Fact>()
  for (const fact of [...known, ...learned]) {
    const key = keyOf(fact.content)
    const before = merged.get(key)
    merged.set(key, before ? joined(before, fact) : fact)
  }
  const facts = [...merged.values()]
  const current = facts.filter(
    (fact, at) =>
      !facts.some((other, later) => later > at && kindOf(fact) !== undefined && kindOf(other) === kindOf(fact)),
  )
  return current.toSorted(byWeight).slice(0, MAX_FACTS)
}

const joined = (before: Fact, after: Fact): Fact => ({
  ...after,
  importance: weight[before.importance] < weight[after.importance] ? before.importance : after.importance,
})
