import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { PersonaContent } from '../../../schemas/content/personas.ts'
import { readContent } from '../../../scripts/content/check.ts'
import { personaTexts, promptOf } from '../../../scripts/content/personas.ts'
import personas from '../../../src/domains/personas/content.json' with { type: 'json' }
import scenarios from '../../../src/domains/scenarios/content.json' with { type: 'json' }
import { builtInPersonas, builtInScenarios } from '../../fixtures/personas.ts'

/** What is not said, but shown, left over, or filled in later. */
const unspoken = /[{}[\]<>*_#|]|\.\.\.|…|\bTODO\b|\bTBD\b|\bXXX\b|lorem|placeholder|as an AI language model/i

/** The files that personas and scenarios are made from: all of content/ would take seconds. */
const readOurs = async () => {
  const files = globSync('content/{personas/*,persona-prompt,scenarios}.yaml').sort()
  return new Map(await Promise.all(files.map(async (file) => [file, await readContent(file)] as const)))
}

const promptWith = (members: Partial<PersonaContent>) => {
  const text = 'Something.'
  const voice = { id: 'slt', speed: 1, pitch: 1, pace: text, warmth: text, habits: text } as const
  const sections = {
    who: text,
    manner: text,
    background: text,
    remembers: text,
    never: text,
    advice: text,
    human: text,
  }
  const more = { danger: text, goodbye: { manner: text, lines: [] }, lines: ['One.', 'Two.', 'Three.', 'Four.'] }
  return promptOf(['{who} {pace}', '{said} {goodbye}'], { ...sections, ...more, voice, ...members } as PersonaContent)
}

t.test('a system prompt is its sections, line by line, and the first three lines that are said', async (t) => {
  t.equal(promptWith({ who: 'You are Ada.' }), 'You are Ada. Something.\n"One." "Two." "Three." Something.')
})

t.test('a prompt that no call would read whole is refused, by its file', async (t) => {
  const content = await readOurs()
  const file = 'content/personas/brad_001.yaml'
  const brad = content.get(file) as PersonaContent
  t.throws(
    () => personaTexts(new Map([...content, [file, { ...brad, manner: 'Long. '.repeat(60) }]])),
    /brad_001\.yaml.*2000/,
  )
})

t.test('the named personas and scenarios are there', (t) => {
  t.strictSame(personas.map(({ id }) => id).sort(), builtInPersonas)
  t.strictSame(scenarios.map(({ id }) => id).sort(), builtInScenarios)
  const icons = Object.fromEntries(scenarios.map(({ name, icon }) => [name, icon]))
  t.match(icons, {
    'Save Me From Bad Date': '🆘',
    'Boss Emergency Call': '💼',
    'Party Planning Check-in': '🎉',
    'Family Health Update': '🏥',
    'Travel Plans Discussion': '✈️',
  })
  t.equal(new Set(scenarios.map(({ icon }) => icon)).size, scenarios.length)
  t.end()
})

t.test('every persona is whole, and nothing in it stands for something else', async (t) => {
  const content = await readOurs()
  for (const { id, system_prompt, greetings, goodbyes, lines, voice, tags } of personas) {
    const source = content.get(`content/personas/${id}.yaml`) as PersonaContent
    const { who, manner, background, remembers, never, advice, human, danger, goodbye } = source
    const { pace, warmth, habits } = source.voice
    const sections = [
      who,
      pace,
      warmth,
      habits,
      manner,
      background,
      remembers,
      never,
      advice,
      human,
      danger,
      goodbye.manner,
    ]
    for (const section of [...sections, ...lines.slice(0, 3)]) {
      t.ok(section.length > 15, `${id} says enough: ${section}`)
      t.ok(system_prompt.includes(section), `${id} is told: ${section}`)
    }
    t.ok(Math.ceil(system_prompt.length / 4) <= 500, `the prompt of ${id} fits into a call`)
    t.ok(system_prompt.length > 1_200, `the prompt of ${id} says who it is`)
    for (const text of [system_prompt, ...Object.values(greetings).flat(), ...goodbyes, ...lines, source.description])
      t.notMatch(text, unspoken, `${id}: ${text.slice(0, 60)}`)
    t.ok(
      greetings.first.some((line) =>
        line.includes(source.name.split(' ').at(source.name.startsWith('Captain') ? -1 : 0) as string),
      ),
      `${id} says who is calling`,
    )
    t.ok(voice.speed !== 1 && tags.length >= 3)
    t.match(human, /\bAI\b/, `${id} never pretends to be a person`)
    t.match(danger, /call|somebody|someone|living/i, `${id} sends those in danger to people`)
  }
})

t.test('no two personas say the same, or sound the same', (t) => {
  const all = personas.flatMap(({ greetings, goodbyes, lines }) => [
    ...Object.values(greetings).flat(),
    ...goodbyes,
    ...lines,
  ])
  t.equal(new Set(all).size, all.length)
  for (const member of ['name', 'description', 'system_prompt', 'content_hash'] as const)
    t.equal(new Set(personas.map((it) => it[member])).size, personas.length, member)
  t.equal(new Set(personas.map(({ voice }) => JSON.stringify(voice))).size, personas.length, 'voice')
  t.end()
})

t.test('what keeps people safe stands in every prompt', (t) => {
  for (const { id, system_prompt } of personas)
    for (const rule of [
      /no medical, legal or financial/,
      /you say that you are an AI/,
      /local emergency number/,
      /never help with harm/,
      /a child may be listening/,
      /no address, password/,
    ])
      t.match(system_prompt, rule, id)
  t.end()
})

t.test('every scenario says what to do with and without the player, and how it ends', (t) => {
  for (const { id, scenario_text, name } of scenarios) {
    t.ok(scenario_text.length > 700 && Math.ceil(scenario_text.length / 4) <= 300, `${id} has ${scenario_text.length}`)
    t.notMatch(scenario_text + name, unspoken, id)
    t.match(scenario_text, /It ends /, id)
    t.ok(
      (scenario_text.match(/\b(When|If) (they|the player)\b/g) ?? []).length >= 2,
      `${id} knows more than one player`,
    )
  }
  t.equal(new Set(scenarios.map(({ content_hash }) => content_hash)).size, scenarios.length)
  t.end()
})

t.test('what was compiled is committed', async (t) => {
  for (const [path, text] of personaTexts(await readOurs())) t.equal(readFileSync(path, 'utf8'), text, path)
})
