/** Words in lower case without accents, possessives and most plurals. */
const wordsIn = (text: string): string[] =>
  (
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu) ?? []
  )
    .map((word) => word.replace(/'s?$/, ''))
    .map((word) => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word))

/** Words of a text that are read; a prompt has at most a few hundred. */
const MAX_WORDS = 300

/** Name of what a text means, if the best score of its examples is at least `threshold`. */
type Lookup = (text: string, threshold: number) => string | undefined

/**
 * Lookup by examples, which are names and phrases. An example counts for the share of its words that the text has, each
 * weighed by how few of the known things it belongs to: 0 when nothing is alike, 1 and more when all of it is there.
 */
export function lookup(known: Record<string, { examples: readonly string[] }>): Lookup {
  const examples = Object.entries(known).flatMap(([id, { examples }]) =>
    examples.map((text) => ({ id, words: [...new Set(wordsIn(text))] })),
  )
  const weights = weightsOf(examples, Object.keys(known).length)
  return (text, threshold) => {
    const found = likenesses(wordsIn(text).slice(0, MAX_WORDS), [...weights.keys()])
    let best: { id: string; score: number } | undefined
    for (const { id, words } of found.size === 0 ? [] : examples) {
      const score = scoreOf(words, found, weights)
      if (score > (best?.score ?? 0)) best = { id, score }
    }
    return best && best.score >= threshold ? best.id : undefined
  }
}

/** How much a word says: nearly nothing when many things have it. */
function weightsOf(examples: { id: string; words: string[] }[], things: number) {
  const owners = new Map<string, Set<string>>()
  for (const { id, words } of examples)
    for (const word of words) owners.set(word, (owners.get(word) ?? new Set()).add(id))
  return new Map([...owners].map(([word, { size }]) => [word, Math.log(1 + things / size) / Math.log(1 + things)]))
}

/** Squared, so that half of an example is worth much less than half; longer examples say more. */
function scoreOf(words: string[], found: Map<string, number>, weights: Map<string, number>): number {
  let [has, all] = [0, 0]
  for (const word of words) {
    const weight = weights.get(word) ?? 0
    all += weight
    has += weight * (found.get(word) ?? 0)
  }
  return all === 0 ? 0 : (has / all) ** 2 * (0.5 + 0.5 * Math.min(2, has))
}

/** Each known word that the text has, with how alike it is. What comes first in a text is usually what it is about. */
function likenesses(words: string[], vocabulary: string[]): Map<string, number> {
  const found = new Map<string, number>()
  words.forEach((word, at) => {
    const early = 1 - (0.3 * at) / Math.max(8, words.length)
    for (const known of vocabulary) {
      const alike = likeness(word, known) * early
      if (alike > (found.get(known) ?? 0)) found.set(known, alike)
    }
  })
  return found
}

/** 1 for the same word, less for a part of a compound ("mineshaft") and for a misspelling. */
function likeness(word: string, known: string): number {
  if (word === known) return 1
  if (known.length < 4 || word.length < 4) return 0
  if (word.startsWith(known) || word.endsWith(known)) return word.length - known.length < 3 ? 0.9 : 0.75
  if (known.length < 5 || Math.abs(word.length - known.length) > 1 || word[0] !== known[0]) return 0
  return isOneSlipAway(word, known) ? 0.7 : 0
}

/** One letter is wrong, missing or too many, or two neighbours changed places. */
function isOneSlipAway(one: string, other: string): boolean {
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [rest, others] = [one.slice(start), other.slice(start)]
  const isSwapped = rest[0] === others[1] && rest[1] === others[0] && rest.slice(2) === others.slice(2)
  return isSwapped || rest.slice(1) === others.slice(1) || rest.slice(1) === others || rest === others.slice(1)
}
