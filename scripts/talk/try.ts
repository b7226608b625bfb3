import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import personas from '../../src/domains/personas/content.json' with { type: 'json' }
import type { Talk, Turn } from '../../src/services/talk/talk.ts'
import { readSaid } from '../../src/services/talk/talker/reading.ts'
import { talkBuiltIn } from '../../src/services/talk/talker/talker.ts'

/**
 * Prints conversations with the built-in talker, on what callers say in scripts/talk/held-out.yaml:
 * `npm run talk:try -- brad_001`, with `--kinds` how each turn was understood.
 */
const [wanted = 'brad_001'] = process.argv.slice(2).filter((it) => !it.startsWith('--'))
const persona = personas.find(({ id }) => id === wanted)
if (!persona) throw new Error(`there is no ${wanted}: ${personas.map(({ id }) => id).join(', ')}`)
const isExplained = process.argv.includes('--kinds')
const now = new Date('2026-11-26T18:00:00Z')
const print = (text: string) => process.stdout.write(`${text}\n`)

const strangers = { relationship_type: 'friend', custom_system_prompt: null, total_calls: 0, last_call_at: null }
const known = {
  ...{
    relationship_type: 'friend',
    custom_system_prompt: null,
    total_calls: 2,
    last_call_at: '2026-11-22T18:00:00.000Z',
  },
  memory: {
    facts: [
      {
        content: 'Has a cat called Mimi',
        category: 'relationships',
        importance: 'high',
        learned_at: '2026-11-22T18:00:00.000Z',
      },
      {
        content: 'Has a job interview on Tuesday, 24 November 2026',
        category: 'goals',
        importance: 'high',
        learned_at: '2026-11-22T18:00:00.000Z',
      },
    ],
    recent_calls: [],
  },
} satisfies Talk['relationship']

const conversations = parse(await readFile('scripts/talk/held-out.yaml', 'utf8')) as { name: string; lines: string[] }[]
for (const { name, lines } of conversations) {
  print(`\n— ${name} —`)
  const relationship = name === 'Remembering' ? known : { ...strangers, memory: { facts: [], recent_calls: [] } }
  const turns: Turn[] = []
  const speak = (said?: string) => {
    const elapsed_ms = turns.length * 8_000
    const { text } = talkBuiltIn(
      {
        persona,
        relationship,
        call: { id: `${wanted} ${name}`, elapsed_ms, limit_ms: 300_000 },
        turns: [...turns],
        ...(said === undefined ? {} : { said }),
      },
      now,
    )
    if (said !== undefined) turns.push({ role: 'player', text: said })
    turns.push({ role: 'persona', text })
    print(`  ${persona.name}: ${text}`)
  }
  speak()
  for (const line of lines) {
    print(`  Caller: ${line}${isExplained ? `   [${readSaid(line).kind}, ${readSaid(line).topic?.name ?? '–'}]` : ''}`)
    speak(line)
  }
}
