import { readFile } from 'node:fs/promises'
import { matchesGlob } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { parse } from 'yaml'
import { CallContent } from '../../schemas/content/call.ts'
import { CommonPasswordsContent } from '../../schemas/content/passwords.ts'
import { PersonaContent, PersonaPromptContent, ScenariosContent } from '../../schemas/content/personas.ts'
import { PricesContent } from '../../schemas/content/prices.ts'
import {
  AdultsContent,
  AnswersContent,
  CalendarContent,
  type FrameContent,
  FrameExamplesContent,
  FrameContent as FrameSchema,
  HazardExamplesContent,
  HazardsContent,
  type LanguageContent,
  LanguageContent as LanguageSchema,
  LexiconContent,
  MeasuresContent,
  OtherLanguagesContent,
  type PlanContent,
  PromptContent,
  SentencesContent,
  TopicsContent,
} from '../../schemas/content/quests.ts'
import { RudeContent, SafetyContent } from '../../schemas/content/safety.ts'
import { ScenesContent } from '../../schemas/content/scenes.ts'
import { StorytellerContent } from '../../schemas/content/storyteller.ts'
import { EmojiContent } from '../../schemas/content/text.ts'
import { ClimatesContent, ConditionsContent, CountriesContent } from '../../schemas/content/weather.ts'
import { slotsOf } from '../../src/services/grammar.ts'
import { chatKinds } from './chat.ts'
import { painterKinds } from './painter-kinds.ts'
import { talkKinds } from './talk-kinds.ts'

/** Each kind of content file: its paths, its schema, the slots of its templates if it has any, and what else must be true of it. */
export const kinds: { glob: string; schema: TSchema; slots?: string[]; more?: (value: never) => string[] }[] = [
  {
    glob: 'content/quests/frames/*.yaml',
    schema: FrameSchema,
    slots: ['thing', 'the_thing', 'whom', 'at_place'],
    more: plansOf,
  },
  { glob: 'content/quests/examples/*.yaml', schema: FrameExamplesContent },
  { glob: 'content/quests/topics.yaml', schema: TopicsContent },
  {
    glob: 'content/quests/sentences.yaml',
    schema: SentencesContent,
    slots: ['idea', 'name', 'goal', 'answers', 'text', 'count', 'goods', 'whom', 'span', 'when', 'a', 'b', 'c'],
  },
  { glob: 'content/quests/answers.yaml', schema: AnswersContent },
  { glob: 'content/quests/adults.yaml', schema: AdultsContent, slots: [] },
  {
    glob: 'content/quests/prompt.yaml',
    schema: PromptContent,
    slots: ['mode', 'age', 'language', 'asked', 'doubt'],
  },
  { glob: 'content/quests/measures.yaml', schema: MeasuresContent },
  { glob: 'content/quests/calendar.yaml', schema: CalendarContent },
  { glob: 'content/scenes.yaml', schema: ScenesContent, slots: ['location', 'time_of_day', 'weather'] },
  { glob: 'content/call.yaml', schema: CallContent, slots: ['code'] },
  { glob: 'content/weather/climates.yaml', schema: ClimatesContent },
  { glob: 'content/weather/conditions.yaml', schema: ConditionsContent },
  { glob: 'content/countries.yaml', schema: CountriesContent },
  { glob: 'content/personas/*.yaml', schema: PersonaContent, slots: [] },
  {
    glob: 'content/persona-prompt.yaml',
    schema: PersonaPromptContent,
    slots: [
      ...['who', 'pace', 'warmth', 'habits', 'manner', 'background', 'remembers', 'never'],
      ...['advice', 'human', 'danger', 'goodbye', 'said'],
    ],
  },
  { glob: 'content/scenarios.yaml', schema: ScenariosContent, slots: [] },
  { glob: 'content/rude.yaml', schema: RudeContent },
  { glob: 'content/common-passwords.yaml', schema: CommonPasswordsContent },
  { glob: 'content/emoji.yaml', schema: EmojiContent },
  {
    glob: 'content/storyteller.yaml',
    schema: StorytellerContent,
    slots: ['deed', 'thing', 'name', 'word', 'turn'],
  },
  { glob: 'content/quests/lexicon/*.yaml', schema: LexiconContent },
  { glob: 'content/hazard-examples/*.yaml', schema: HazardExamplesContent },
  { glob: 'content/hazards.yaml', schema: HazardsContent, slots: [] },
  { glob: 'content/languages/other.yaml', schema: OtherLanguagesContent },
  {
    glob: 'content/languages/en.yaml',
    schema: LanguageSchema,
    slots: ['idea', 'thing', 'the_thing', 'whom', 'at_place'],
    more: silencesOf,
  },
  { glob: 'content/languages/*.yaml', schema: LanguageSchema, slots: ['idea'], more: silencesOf },
  { glob: 'content/safety/*.yaml', schema: SafetyContent },
  { glob: 'content/prices.yaml', schema: PricesContent, slots: [], more: pricesOf },
  ...talkKinds,
  ...chatKinds,
  ...painterKinds,
]

/** Texts in which braces have no meaning. */
const plain = /(?:^|\/)(?:examples|look_alikes|phrases|lines|plain)\//

/** Reads a file of content. Throws with the file, the path in it and the fault. */
export async function readContent(file: string): Promise<unknown> {
  let value: unknown
  try {
    value = parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`)
  }
  const problems = problemsOf(file, value)
  if (problems.length > 0) throw new Error(problems.map((problem) => `${file}${problem}`).join('\n'))
  return value
}

export function problemsOf(file: string, value: unknown): string[] {
  const kind = kinds.find(({ glob }) => matchesGlob(file, glob))
  if (!kind) return [': no kind of content has this path']
  const { schema, slots, more } = kind
  const wrong = [...Value.Errors(schema, value)].slice(0, 20)
  if (wrong.length > 0) return wrong.map(({ path, message }) => `${path || '/'}: ${message}`)
  const faults = slots ? [...templatesOf(value, '')].flatMap(([path, text]) => faultOf(path, text, slots)) : []
  return [...faults, ...(more ? more(value as never) : [])]
}

function* templatesOf(value: unknown, path: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') {
    if (!plain.test(path)) yield [path, value]
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, it] of Object.entries(value)) yield* templatesOf(it, `${path}/${key}`)
  }
}

function faultOf(path: string, text: string, allowed: string[]): string[] {
  try {
    const unknown = slotsOf(text).filter((slot) => !allowed.includes(slot))
    return unknown.map((slot) => `${path}: {${slot}} is not a slot here; there are ${allowed.join(', ')}`)
  } catch (error) {
    return [`${path}: ${(error as Error).message}`]
  }
}

/** What needs care, or is declined, is never said again. */
function silencesOf({ quests: { care, listen, decline } }: LanguageContent): string[] {
  return [...templatesOf({ care, listen, decline }, '/quests')]
    .filter(([, text]) => /\{[a-z_]+\}/.test(text))
    .map(([path]) => `${path}: no slot may stand here, for nothing of the player's is repeated`)
}

/** A price is told apart by its key and its date; all prices of one key are for the same unit, which has one for the unknown. */
function pricesOf({ prices, unknown }: PricesContent): string[] {
  const ids = prices.map(({ key, effective_from }) => `${key} from ${effective_from}`)
  const unitOf = (key: string) => prices.find((it) => it.key === key)?.unit
  return [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `/prices: ${id} stands there twice`),
    ...prices
      .filter(({ key, unit }) => unit !== unitOf(key))
      .map(({ key }) => `/prices: ${key} has prices of two units`),
    ...prices.filter(({ unit }) => !(unit in unknown)).map(({ unit }) => `/unknown: has no price of a ${unit}`),
  ]
}

/** A plan speaks of the player's subject, and uses what it has made. */
function plansOf({ plans }: FrameContent): string[] {
  return Object.entries(plans).flatMap(([mode, list]) =>
    list.flatMap((plan, at) => planFaults(plan).map((fault) => `/plans/${mode}/${at}: ${fault}`)),
  )
}

function planFaults({ steps, roles, artefact }: PlanContent): string[] {
  const all = steps.map(({ title, text }) => `${title} ${text}`)
  const told = all.join(' ').toLowerCase()
  const about = all.slice(1).filter((text) => /\{(?:the_)?thing\}/.test(text)).length
  const names = [...roles, artefact].filter((name) => !told.includes(name.toLowerCase()))
  return [
    ...(about < 2 ? ['at least two of the steps 2 to 5 must contain {thing} or {the_thing}'] : []),
    ...names.map((name) => `“${name}” must appear in its steps`),
  ]
}

if (import.meta.main) {
  for (const file of process.argv.slice(2)) {
    try {
      await readContent(file)
      process.stdout.write(`${file}: good\n`)
    } catch (error) {
      process.stdout.write(`${(error as Error).message}\n`)
      process.exitCode = 1
    }
  }
}
