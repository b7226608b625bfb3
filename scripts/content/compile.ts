import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { normalise, wordsOf } from '../../src/services/text/normalise.ts'
import { readContent } from './check.ts'
import {
  type Content,
  classesOf,
  frameExamples,
  framesIn,
  hazardExamples,
  hazardsIn,
  languageExamples,
  languagesIn,
  safetyExamples,
  safetyIn,
} from './examples.ts'
import { painterTexts } from './painter.ts'
import { personaTexts } from './personas.ts'
import { kindExamples, talkTexts } from './talk.ts'
import { type Labelled, type Training, train } from './train.ts'
import { weatherTexts } from './weather.ts'

const WRITER = 'src/domains/quests/writer/compiled'
const TEXT = 'src/services/text'

/** Where a hash of all that the classifiers are trained from is kept, so that a test need not train them again. */
export const HASHES = 'scripts/content/trained.json'

/** Each classifier: where it is kept, its examples, how it is trained. */
export const classifiers: { path: string; examples: (content: Content) => Labelled[]; training: Training }[] = [
  { path: 'src/services/safety/safety', examples: safetyExamples, training: { bits: 16 } },
  { path: `${TEXT}/languages`, examples: languageExamples, training: { bits: 13, misspelt: 0 } },
  { path: `${WRITER}/frames-model`, examples: frameExamples, training: { bits: 15 } },
  { path: `${WRITER}/hazards-model`, examples: hazardExamples, training: { bits: 14 } },
  { path: 'src/services/talk/compiled/kinds', examples: kindExamples, training: { bits: 13, rounds: 12 } },
]

/** Files whose change changes what is learned. */
const TRAINER = [
  'scripts/content/train.ts',
  `${TEXT}/classifier.ts`,
  `${TEXT}/features.ts`,
  `${TEXT}/normalise.ts`,
  'content/emoji.yaml',
]

/** Reads and checks every file of content/. Throws with the file and the path of each mistake. */
export async function readAll(): Promise<Content> {
  const files = globSync('content/**/*.yaml').sort()
  const read = await Promise.allSettled(files.map(async (file) => [file, await readContent(file)] as const))
  const problems = read.filter((it) => it.status === 'rejected').map(({ reason }) => (reason as Error).message)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const content: Content = new Map(read.map((it) => (it as PromiseFulfilledResult<readonly [string, unknown]>).value))
  const unknown = unknownIn(content)
  if (unknown.length > 0) throw new Error(unknown.join('\n'))
  return content
}

/** Before another noun, a noun stands in the singular: "the bike rack list". */
const attributive = <T>(texts: T): T => JSON.parse(attributiveIn(JSON.stringify(texts))) as T
const attributiveIn = (json: string) =>
  json.replace(/\{thing\}(?= (?!(?:and|or|is|are|of|in|on|at|for|to|with|from|by|as|has|have)\b)[a-z])/g, '{thing_one}')

/** Names that one file uses and no other has: of frames, hazards and languages. */
function unknownIn(content: Content): string[] {
  const namesIn = (path: string) => Object.keys((content.get(path) ?? {}) as object)
  const files = [...content.keys()]
  const missing = (folder: string, known: string[], what: string) =>
    files
      .filter((file) => file.startsWith(folder))
      .flatMap((file) =>
        namesIn(file)
          .filter((name) => !known.includes(name))
          .map((name) => `${file}/${name}: ${what}`),
      )
  const languages = languagesIn(content).map(([code]) => code)
  return [
    ...missing(
      'content/quests/examples/',
      framesIn(content).map(([name]) => name),
      'there is no such frame',
    ),
    ...missing(
      'content/hazard-examples/',
      hazardsIn(content).map(({ id }) => id),
      'there is no such hazard',
    ),
    ...languages
      .filter((code) => !namesIn('content/quests/adults.yaml').includes(code))
      .map((code) => `content/quests/adults.yaml: has no entry for ${code}`),
  ]
}

/** JSON that the service reads, by path. */
export function compileTexts(content: Content): Map<string, string> {
  const files = new Map<string, string>()
  const add = (path: string, value: unknown) => files.set(path, `${JSON.stringify(value, null, 1)}\n`)
  add('src/ports/inference/storyteller.json', content.get('content/storyteller.yaml'))
  add('src/services/spending/prices.json', content.get('content/prices.yaml'))
  add('src/domains/scenes/prompt.json', content.get('content/scenes.yaml'))
  add('src/domains/phone/content.json', content.get('content/call.yaml'))
  add(`${TEXT}/emoji.json`, content.get('content/emoji.yaml'))
  add('src/services/passwords/common.json', content.get('content/common-passwords.yaml'))
  add('src/services/safety/rude.json', content.get('content/rude.yaml'))
  for (const name of ['adults', 'answers', 'calendar', 'measures', 'prompt', 'sentences', 'topics'])
    add(`${WRITER}/${name}.json`, content.get(`content/quests/${name}.yaml`))
  add(`${WRITER}/lexicon.json`, lexiconOf(content))
  add(
    `${WRITER}/frames.json`,
    Object.fromEntries(framesIn(content).map(([name, it]) => [name, attributive(withoutExamples(it))])),
  )
  add(`${WRITER}/hazards.json`, hazardsIn(content).map(withoutExamples))
  add(
    `${WRITER}/languages.json`,
    Object.fromEntries(languagesIn(content).map(([code, it]) => [code, attributive(withoutExamples(it))])),
  )
  add('src/services/safety/phrases.json', phrasesOf(content))
  const others = [painterTexts, personaTexts, talkTexts, weatherTexts]
  return new Map([...files, ...others.flatMap((texts) => [...texts(content)])])
}

/** Hash of the examples of a classifier, and of how it is trained. */
export async function hashOf(content: Content, path: string): Promise<string> {
  const { examples, training } = classifiers.find((it) => it.path === path) as (typeof classifiers)[number]
  const hash = createHash('sha256').update(
    JSON.stringify([
      examples(content)
        .map((it) => JSON.stringify(it))
        .sort(),
      training,
    ]),
  )
  for (const file of TRAINER) hash.update(await readFile(file))
  return hash.digest('hex')
}

/** Trains what has changed since it was last trained. */
async function trainAll(content: Content, report: (text: string) => void) {
  const known = JSON.parse(await readFile(HASHES, 'utf8').catch(() => '{}')) as Record<string, string>
  const hashes: Record<string, string> = {}
  for (const { path, examples, training } of classifiers) {
    const hash = await hashOf(content, path)
    hashes[path] = hash
    if (known[path] === hash) continue
    report(`${path}: learning from ${examples(content).length} examples\n`)
    const { weights, ...model } = train(examples(content), training)
    await writeFile(`${path}.json`, `${JSON.stringify(model, null, 1)}\n`)
    await writeFile(`${path}.weights`, new Uint8Array(weights.buffer))
  }
  await writeFile(HASHES, `${JSON.stringify(hashes, null, 2)}\n`)
}

/** Examples train the classifiers and are not read while the service runs. */
function withoutExamples<T extends { examples: unknown; look_alikes?: unknown }>(value: T) {
  const { examples: _examples, look_alikes: _harmless, ...rest } = value
  return rest
}

/** All files of the lexicon as one: lists of one name are joined. */
function lexiconOf(content: Content): Record<string, unknown> {
  const all: Record<string, unknown> = {}
  for (const [file, value] of content)
    if (file.startsWith('content/quests/lexicon/')) join(all, value as Record<string, unknown>)
  return all
}

function join(all: Record<string, unknown>, more: Record<string, unknown>) {
  for (const [name, value] of Object.entries(more)) {
    if (typeof value === 'string') all[name] = `${all[name] ?? ''} ${value}`.replace(/\s+/g, ' ').trim()
    else {
      all[name] ??= {}
      join(all[name] as Record<string, unknown>, value as Record<string, unknown>)
    }
  }
}

/** Decisive phrases by class, as they stand in a normalised text. */
function phrasesOf(content: Content) {
  const found: Record<string, string[]> = {}
  for (const [, safety] of safetyIn(content)) {
    for (const [label, { phrases }] of classesOf(safety))
      found[label] = [
        ...new Set([...(found[label] ?? []), ...phrases.map((text) => wordsOf(normalise(text)).join(' '))]),
      ]
  }
  return found
}

if (import.meta.main) {
  try {
    const content = await readAll()
    for (const [path, text] of compileTexts(content)) await writeFile(path, text)
    await trainAll(content, (text) => process.stdout.write(text))
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
