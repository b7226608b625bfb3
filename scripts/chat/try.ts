import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { concernIn } from '../../src/domains/chat/concern.ts'
import { readState } from '../../src/domains/chat/save.ts'
import { tellBuiltIn } from '../../src/domains/chat/storyteller/storyteller.ts'
import personas from '../../src/domains/personas/content.json' with { type: 'json' }
import { fixedReply } from '../../src/services/talk/fixed-reply.ts'
import type { Talk, TalkPersona, Turn } from '../../src/services/talk/talk.ts'
import { readSaid } from '../../src/services/talk/talker/reading.ts'

/**
 * Prints chats with the built-in storyteller, on what players write in scripts/chat/held-out.yaml:
 * `npm run chat:try -- orrin_001`, or `storyteller` for the one without a persona; with `--kinds` how each message was
 * understood.
 */
const [wanted = 'storyteller'] = process.argv.slice(2).filter((it) => !it.startsWith('--'))
const storyteller: TalkPersona = { id: 'storyteller', name: 'the storyteller', system_prompt: '', max_tokens: 600 }
const persona = [storyteller, ...personas].find(({ id }) => id === wanted)
if (!persona) throw new Error(`there is no ${wanted}: storyteller, ${personas.map(({ id }) => id).join(', ')}`)
const isExplained = process.argv.includes('--kinds')
const print = (text: string) => process.stdout.write(`${text}\n`)

interface Chat {
  name: string
  weather?: string
  state?: object
  lines: string[]
}

const relationship: Talk['relationship'] = {
  ...{ relationship_type: 'friend', custom_system_prompt: null, total_calls: 0, last_call_at: null },
  memory: { facts: [], recent_calls: [] },
}
const chats = parse(await readFile('scripts/chat/held-out.yaml', 'utf8')) as Chat[]
for (const { name, weather, state, lines } of chats) {
  print(`\n— ${name} —`)
  const turns: Turn[] = []
  for (const message of lines) {
    const call = { id: `${wanted} ${name}`, elapsed_ms: 0, limit_ms: 1 }
    const talk: Talk = { persona, relationship, call, turns: [...turns], said: message }
    const reading = readSaid(message)
    const concern = concernIn(message, turns.length > 0 || state !== undefined)
    const told = {
      ...{ talk, message, summary: '', recent: [], save: state && readState(state) },
      weather: weather ? { scene_weather: weather, description: weather, temp_c: 10, simulated: true } : null,
    }
    const text = concern === 'refused' ? '[422 content-blocked]' : (fixedReply(talk, concern) ?? tellBuiltIn(told))
    print(`\n  Player: ${message}${isExplained ? `   [${reading.kind}, ${concern}]` : ''}`)
    print(`  ${persona.name}: ${text.replaceAll('\n\n', '\n    ')}`)
    if (concern !== 'refused') turns.push({ role: 'player', text: message }, { role: 'persona', text })
  }
}
