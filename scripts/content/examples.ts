import { basename } from 'node:path'
import type {
  AnswersContent,
  FrameContent,
  HazardContent,
  HazardExamplesContent,
  LanguageContent,
  LexiconContent,
} from '../../schemas/content/quests.ts'
import type { SafetyClass, SafetyContent } from '../../schemas/content/safety.ts'
import type { KindsContent } from '../../schemas/content/talk.ts'
import { render } from '../../src/services/grammar.ts'
import type { Labelled } from './train.ts'

/** Content by path, as it was read. */
export type Content = Map<string, unknown>

const named = <T>(content: Content, folder: string): [name: string, value: T][] =>
  [...content].filter(([file]) => file.startsWith(folder)).map(([file, value]) => [basename(file, '.yaml'), value as T])

export const framesIn = (content: Content) => named<FrameContent>(content, 'content/quests/frames/')
export const languagesIn = (content: Content) =>
  named<LanguageContent>(content, 'content/languages/').filter(([code]) => code !== 'other')
/** Safety content with the code of its language; a language may have several files, such as en-care.yaml. */
export const safetyIn = (content: Content) =>
  named<SafetyContent>(content, 'content/safety/').map(([name, it]) => [name.split('-')[0] as string, it] as const)
const harmlessIn = ({ look_alikes = [], plain = [] }: SafetyContent) => [...look_alikes, ...plain]
/** Hazards with all their examples: their own, and the further ones. */
export function hazardsIn(content: Content): HazardContent[] {
  const further = named<HazardExamplesContent>(content, 'content/hazard-examples/').map(([, it]) => it)
  return ((content.get('content/hazards.yaml') ?? []) as HazardContent[]).map((hazard) => ({
    ...hazard,
    examples: [...hazard.examples, ...further.flatMap((it) => it[hazard.id]?.examples ?? [])],
    look_alikes: [...hazard.look_alikes, ...further.flatMap((it) => it[hazard.id]?.look_alikes ?? [])],
  }))
}
const othersIn = (content: Content) => (content.get('content/languages/other.yaml') ?? {}) as Record<string, string[]>

const labelled = (label: string, texts: readonly string[], weight?: number): Labelled[] =>
  texts.map((text) => ({ text, label, ...(weight === undefined ? {} : { weight }) }))

/** Examples of each frame: its own, and the further ones. */
export const ideasIn = (content: Content): [frame: string, examples: string[]][] => {
  const further = named<Record<string, string[]>>(content, 'content/quests/examples/').map(([, it]) => it)
  return framesIn(content).map(([frame, { examples }]) => [
    frame,
    [...examples, ...further.flatMap((it) => it[frame] ?? [])],
  ])
}
const allIdeasIn = (content: Content) => ideasIn(content).flatMap(([, examples]) => examples)

export const classesOf = ({ look_alikes: _harmless, plain: _plain, ...classes }: SafetyContent) =>
  Object.entries(classes) as [SafetyClass, NonNullable<SafetyContent[SafetyClass]>][]

/**
 * Harmful texts by class, and harmless ones by what they are: many small classes draw the line more finely than one
 * large one. A harmless class begins with `+`.
 */
export function safetyExamples(content: Content): Labelled[] {
  const harmful = safetyIn(content).flatMap(([, safety]) =>
    classesOf(safety).flatMap(([label, { phrases, lines }]) => labelled(label, [...phrases, ...lines])),
  )
  const harmless: [label: string, texts: string[]][] = [
    ...safetyIn(content).flatMap(([code, { look_alikes = [], plain = [] }]): [string, string[]][] => [
      [`+${code}`, look_alikes],
      [code === 'en' ? '+plain' : `+${code}`, plain],
    ]),
    ...languagesIn(content).map(([code, { examples }]): [string, string[]] => [`+${code}`, examples]),
    ['+other', Object.values(othersIn(content)).flat()],
    ['+word', wordsIn(content)],
    ['+plain', questionsIn(content)],
    ...ideasIn(content).map(([frame, examples]): [string, string[]] => [`+${frame}`, examples]),
    ...hazardsIn(content).map(({ examples, look_alikes }): [string, string[]] => [
      '+hazard',
      [...examples, ...look_alikes],
    ]),
  ]
  // What is said on a telephone, by itself, is no danger: short, and mostly about oneself.
  const spoken = Object.entries((content.get('content/talk/kinds.yaml') ?? {}) as KindsContent).map(
    ([kind, texts]): [string, string[]] => [feelings.has(kind) ? '+feeling' : '+spoken', apart.has(kind) ? [] : texts],
  )
  harmless.push(...spoken)
  return [...harmful, ...harmless.flatMap(([label, texts]) => labelled(label, texts))]
}

/** Kinds of what is said on a telephone that are told apart from what harms, and those that teach nothing here. */
const feelings = new Set(['bad_news', 'worry', 'anger', 'lonely', 'mood', 'setback'])
const apart = new Set(['insult', 'romance', 'order', 'professional'])

export const frameExamples = (content: Content): Labelled[] =>
  ideasIn(content).flatMap(([frame, examples]) => labelled(frame, examples))

/** Questions that the service asks, and what it offers: they come back as keys and values of answers. */
const questionsIn = (content: Content): string[] => [
  ...framesIn(content).map(([, { about }]) => about),
  ...languagesIn(content).flatMap(([, { questions }]) => {
    const { whom, when, supplies, awareness, helpers, detail } = questions
    return [whom, when, supplies, awareness, helpers, detail].flatMap((text) =>
      ([0, 1, 2] as const).map((voice) => render(text, {}, voice)),
    )
  }),
]

/** Words of the lexicon and answers that say nothing: one word alone is no danger. Those of a harmful example stay out. */
function wordsIn(content: Content): string[] {
  const { useless } = content.get('content/quests/answers.yaml') as AnswersContent
  const nouns = named<LexiconContent>(content, 'content/quests/lexicon/').flatMap(([, { nouns = {} }]) => {
    const { place, ...kinds } = nouns
    return [...Object.values(kinds), ...Object.values(place ?? {})].flatMap((words) => words.split(/\s+/))
  })
  const harmful = new Set(
    safetyIn(content).flatMap(([, it]) => classesOf(it).flatMap(([, { phrases, lines }]) => [...phrases, ...lines])),
  )
  return [...useless.split('|'), ...nouns.map((word) => word.replace(/\/.*/, '').replaceAll('_', ' '))]
    .map((word) => word.trim())
    .filter((word) => word !== '' && !harmful.has(word))
}

/** Dangers by kind; harmless texts in many classes, as above. */
export function hazardExamples(content: Content): Labelled[] {
  const english = safetyIn(content).flatMap(([code, it]) => (code === 'en' ? harmlessIn(it) : []))
  return [
    ...hazardsIn(content).flatMap(({ id, examples }) => labelled(id, examples)),
    ...hazardsIn(content).flatMap(({ id, look_alikes }) => labelled(`+${id}`, look_alikes)),
    ...ideasIn(content).flatMap(([frame, examples]) => labelled(`+${frame}`, examples)),
    ...labelled('+plain', english),
    ...labelled('+word', wordsIn(content)),
  ]
}

export function languageExamples(content: Content): Labelled[] {
  const own = languagesIn(content).flatMap(([code, { examples }]) => labelled(code, examples))
  const safety = safetyIn(content).flatMap(([code, it]) =>
    labelled(code, [...harmlessIn(it), ...classesOf(it).flatMap(([, { lines }]) => lines)], 0.5),
  )
  const others = Object.values(othersIn(content)).flatMap((examples) => labelled('other', examples))
  return [...own, ...safety, ...others, ...labelled('en', allIdeasIn(content))]
}
