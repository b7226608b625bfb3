import { normalise } from '../../../services/text/normalise.ts'
import { topics as content } from './content.ts'

export type Topic = (typeof content)['topics'][number]

/** What was read and how much it says about the topic: the idea most, the place least. */
interface WeightedText {
  text: string
  weight: number
}

/** Fewer points than this are a word in passing: "at school" alone makes no school quest. More words pass more. */
const enough = (words: number) => 0.9 + Math.min(1.8, Math.max(0, words - 20) / 20)
/** After so many characters, the topic has been named. */
const READ = 900
/** What stands after "behind", "at" or "in" is where it happens, rather than what it is about. */
const IN_A_PLACE = 0.4

const points = new Map<string, [topic: Topic, points: number][]>()
for (const topic of content.topics) {
  for (const [worth, words] of Object.entries(topic.words)) {
    for (const word of words.split(/\s+/)) {
      const name = normalise(word)
      points.set(name, [...(points.get(name) ?? []), [topic, Number(worth)]])
    }
  }
}
for (const word of content.no_stems.split(/\s+/)) points.set(word, [])

/** Phrases by their first word. */
const phrases = new Map<string, string[][]>()
for (const phrase of [...points.keys(), ...content.look_alikes.split(/\s+/).map(normalise)]) {
  const words = phrase.split('_')
  if (words.length > 1) phrases.set(words[0] as string, [...(phrases.get(words[0] as string) ?? []), words])
}
for (const list of phrases.values()) list.sort((a, b) => b.length - a.length)

const places = new Set(content.places.split(/\s+/))
const clauses = new Set([...content.clauses.split(/\s+/), ...',.;:!?'])
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

/** Words and marks; the words of a listed phrase as one. */
function* unitsOf(text: string): Generator<string> {
  const words =
    normalise(text.slice(0, READ))
      .replaceAll('-', ' ')
      .match(/[\p{L}\p{M}\d_']+|[,.;:!?]/gu) ?? []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    const phrase = phrases
      .get(word)
      ?.find((list) => list.every((it, i) => isForm(words[at + i], it, i === list.length - 1)))
    yield phrase ? phrase.join('_') : word
    if (phrase) at += phrase.length - 1
  }
}

/** The last word of a phrase may be in the plural. */
const isForm = (word: string | undefined, listed: string, isLast: boolean) =>
  word === listed || (isLast && word !== undefined && (word === `${listed}s` || word === listed.replace(/y$/, 'ies')))

function add(scores: Map<Topic, number>, { text, weight }: WeightedText) {
  let place = 1
  for (const word of unitsOf(text)) {
    if (places.has(word)) place = IN_A_PLACE
    else if (clauses.has(word)) place = 1
    else
      for (const [topic, worth] of pointsOf(word)) scores.set(topic, (scores.get(topic) ?? 0) + worth * weight * place)
  }
}

/** What it is about: the best codename, of it the best topic; the earlier one between equals; none below a threshold. */
export function topicOf(readings: WeightedText[]): Topic | undefined {
  const scores = new Map<Topic, number>()
  for (const reading of readings) add(scores, reading)
  const codenameScore = (codename: string) =>
    [...scores].reduce((sum, [topic, score]) => (topic.codename === codename ? sum + score : sum), 0)
  const best = bestOf(content.topics, ({ codename }) => codenameScore(codename))
  if (!best || codenameScore(best.codename) < enough(readings[0]?.text.split(' ', 80).length ?? 0)) return undefined
  return bestOf(
    content.topics.filter(({ codename }) => codename === best.codename),
    (topic) => scores.get(topic) ?? 0,
  )
}

const bestOf = (list: Topic[], scoreOf: (topic: Topic) => number): Topic | undefined =>
  list.reduce<Topic | undefined>((best, it) => (!best || scoreOf(it) > scoreOf(best) ? it : best), undefined)
