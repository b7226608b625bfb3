import { lookalikes, type Topic, topics } from './topics.ts'

/** What was read and how much it says about the topic: the idea most, the place least. */
export type Reading = { text: string; weight: number }

const names = Object.keys(topics) as Topic[]
/** Fewer points than this are a word in passing: "at school" alone makes no school quest. More words pass more. */
const enough = (words: number) => 0.9 + Math.min(1.8, Math.max(0, words - 20) / 20)
/** Whoever has not said what it is about by then, will not. */
const READ = 900
/** What stands after "behind", "at" or "in" is where it happens, rather than what it is about. */
const IN_A_PLACE = 0.4

const points = new Map<string, [topic: Topic, points: number][]>()
for (const topic of names) {
  for (const [worth, words] of Object.entries(topics[topic].words as Record<string, string>)) {
    for (const word of words.split(' ')) points.set(word, [...(points.get(word) ?? []), [topic, Number(worth)]])
  }
}

const phrases = [...points.keys(), ...lookalikes].filter((word) => word.includes('_'))
const phrase = new RegExp(
  `\\b(?:${phrases
    .sort((a, b) => b.length - a.length)
    .map((words) => words.replace(/y$/, '(?:y|ie)').replaceAll('_', '[ -]'))
    .join('|')})s?\\b`,
  'g',
)
const places = new Set('at in behind near beside inside outside around on under after before during'.split(' '))
const clauses = new Set(
  'and but because so to for with who that which while is are was were has have need needs of from , . ; : ! ?'.split(
    ' ',
  ),
)

const emoji: [RegExp, string][] = [
  [/[🐱🐈😺😸😻]/gu, ' cat '],
  [/[🐶🐕🐩]/gu, ' dog '],
  [/[🌱🌳🌲🌻🌷🪴🐝]/gu, ' plant '],
  [/[🗑♻🚮]/gu, ' trash '],
  [/[🌍🌎🌏]/gu, ' planet '],
  [/[📚📖]/gu, ' book '],
]

// Their stems would be car and cat.
for (const word of ['caring', 'care', 'cared', 'carer', 'cater', 'catered', 'catering']) points.set(word, [])

const suffixes = ["'s", "s'", 's', 'es', 'ed', 'ing', 'er', 'ness']

/** The forms under which a word may be listed: plants, planted and planting are plant; loneliness is lonely. */
function* formsOf(word: string, depth = 0): Generator<string, void> {
  yield word
  if (depth > 2 || word.length > 24) return
  for (const suffix of suffixes) {
    // Two letters are too few to tell: being is no bee, beer neither.
    if (!word.endsWith(suffix) || word.length < suffix.length + 3) continue
    const stem = word.slice(0, -suffix.length)
    yield* formsOf(stem, depth + 1)
    yield `${stem}e`
    if (stem.endsWith('i')) yield `${stem.slice(0, -1)}y`
    if (stem.at(-1) === stem.at(-2)) yield stem.slice(0, -1)
  }
}

function pointsOf(word: string) {
  for (const form of formsOf(word)) {
    const found = points.get(form)
    if (found) return found
  }
  return []
}

function add(scores: Map<Topic, number>, { text, weight }: Reading) {
  let place = 1
  const read = text.slice(0, READ).toLowerCase()
  const plain = emoji.reduce((text, [sign, word]) => text.replace(sign, word), read)
  const joined = plain.replace(phrase, (words) => words.replace(/[ -]/g, '_'))
  for (const [word] of joined.matchAll(/[\p{L}\d_'-]+|[,.;:!?]/gu)) {
    if (places.has(word)) place = IN_A_PLACE
    else if (clauses.has(word)) place = 1
    else
      for (const [topic, worth] of pointsOf(word)) scores.set(topic, (scores.get(topic) ?? 0) + worth * weight * place)
  }
}

/** What it is about: the best score of whole words; between equals, the earlier topic in the table. */
export function topicOf(readings: Reading[]): Topic {
  const scores = new Map<Topic, number>()
  for (const reading of readings) add(scores, reading)
  const scoreOf = (topic: Topic) => scores.get(topic) ?? 0
  const themes = new Map<string, number>()
  for (const [topic, score] of scores) {
    const { theme } = topics[topic]
    themes.set(theme, (themes.get(theme) ?? 0) + score)
  }
  const themeScore = (topic: Topic) => themes.get(topics[topic].theme) ?? 0
  const best = names.reduce((best, name) => (themeScore(name) > themeScore(best) ? name : best))
  if (themeScore(best) < enough(readings[0]?.text.split(' ', 80).length ?? 0)) return 'anything'
  // Both cats and dogs: the quest is for all of them, under the codename that won.
  if (topics[best].theme === 'COMFY PAWS' && scoreOf('cats') && scoreOf('dogs')) return 'animals'
  if (topics[best].theme === 'BRIGHT SMILES' && scoreOf('elders')) return 'elders'
  const kin = names.filter((name) => topics[name].theme === topics[best].theme)
  return kin.reduce((best, name) => (scoreOf(name) > scoreOf(best) ? name : best))
}
