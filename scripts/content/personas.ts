import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { PersonaContent, PersonaPromptContent, ScenariosContent } from '../../schemas/content/personas.ts'
import { render } from '../../src/services/grammar.ts'
import type { Content } from './examples.ts'

/** Characters of a system prompt that a call reads: 500 tokens of four. */
const MAX_PROMPT = 2_000

/** Lines of a persona that stand in its prompt. */
const SAID = 3

/** JSON that the personas and scenarios are seeded from, by path. Throws with each prompt that is too long. */
export function personaTexts(content: Content): Map<string, string> {
  const personas = personasIn(content)
  const problems = personas
    .filter(({ system_prompt: { length } }) => length > MAX_PROMPT)
    .map(
      ({ id, system_prompt: { length } }) =>
        `content/personas/${id}.yaml: its prompt has ${length} characters, and may have ${MAX_PROMPT}`,
    )
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const compiled = { personas, scenarios: scenariosIn(content) }
  return new Map(
    Object.entries(compiled).map(([name, value]) => [
      `src/domains/${name}/content.json`,
      `${JSON.stringify(value, null, 1)}\n`,
    ]),
  )
}

function personasIn(content: Content) {
  const { lines: prompt } = content.get('content/persona-prompt.yaml') as PersonaPromptContent
  return [...content]
    .filter(([file]) => file.startsWith('content/personas/'))
    .map(([file, value]) => {
      const persona = value as PersonaContent
      const { name, description, tags, temperature, max_tokens, max_call_minutes, greetings, goodbye, lines } = persona
      const { id, speed, pitch } = persona.voice
      const row = {
        ...{ id: basename(file, '.yaml'), name, description, voice: { id, speed, pitch }, tags },
        ...{ temperature, max_tokens, max_call_minutes, system_prompt: promptOf(prompt, persona) },
      }
      return { ...hashed(row), greetings, goodbyes: goodbye.lines, lines }
    })
}

/** The system prompt of a persona: its sections, one line each. */
export function promptOf(prompt: string[], { voice, goodbye, lines, ...sections }: PersonaContent): string {
  const { who, manner, background, remembers, never, advice, human, danger } = sections
  const { pace, warmth, habits } = voice
  const said = lines
    .slice(0, SAID)
    .map((line) => `"${line}"`)
    .join(' ')
  const slots = {
    ...{ who, pace, warmth, habits, manner, background, remembers, never, advice, human, danger, said },
    goodbye: goodbye.manner,
  }
  return prompt.map((line) => render(line, slots)).join('\n')
}

const scenariosIn = (content: Content) =>
  Object.entries(content.get('content/scenarios.yaml') as ScenariosContent).map(([id, scenario]) =>
    hashed({ id, ...scenario }),
  )

/** With a hash of the members, by which a later start sees whether they have changed. */
const hashed = <T extends object>(row: T) => ({
  ...row,
  content_hash: createHash('sha256').update(JSON.stringify(row)).digest('base64url'),
})
