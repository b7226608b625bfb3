import type { Message } from '../../ports/inference/port.ts'
import { render } from '../../services/grammar.ts'
import { concernOf, wasInDanger } from '../../services/talk/concern.ts'
import { languageName, languageOf } from '../../services/talk/language.ts'
import { cutToTokens, tokensOf } from '../../services/talk/sentences.ts'
import { prompt } from './content.ts'
import type { SaveTold, Told } from './storyteller/told.ts'

/** Tokens, of four characters each, of the layers of a prompt. */
const limits = { persona: 900, summary: 400, save: 400, facts: 300, turn: 500, turns: 1_800, message: 1_000 } as const
const MAX_FACTS = 12

/** The messages of one answer: instructions, what is known as data, the last messages, and the new one. */
export function messagesOf(told: Told): Message[] {
  const known = knownLayer(told)
  return [
    { role: 'system', content: [personaLayer(told), manners(told)].join('\n\n') },
    ...(known ? [{ role: 'user' as const, content: known }] : []),
    ...lastTurns(told),
    { role: 'user', content: cutToTokens(told.message, limits.message) },
  ]
}

const personaLayer = ({ talk }: Told) => cutToTokens(talk.persona.system_prompt, limits.persona)

function manners({ talk, message }: Told): string {
  const language = languageName(languageOf(talk))
  return [
    ...prompt.manners,
    ...(language ? [render(prompt.language, { language })] : []),
    ...(concernOf(message).concern === 'distress' ? [prompt.distress] : []),
    ...(wasInDanger(talk) ? [prompt.after_danger] : []),
  ].join('\n')
}

/** What a player, or a game, has written is data. */
function knownLayer({ talk, summary, save, weather }: Told): string {
  const facts = talk.relationship.memory.facts.slice(0, MAX_FACTS).map(({ content }) => `- ${oneLine(content)}`)
  const layers = [
    summary && render(prompt.summary, { text: cutToTokens(oneLine(summary), limits.summary) }),
    facts.length > 0 && cutToTokens([prompt.facts, ...facts].join('\n'), limits.facts),
    save && cutToTokens(saveLayer(save), limits.save),
    weather && render(prompt.weather, { weather: oneLine(weather.description), degrees: String(weather.temp_c) }),
  ].filter((layer) => typeof layer === 'string' && layer !== '')
  return layers.length === 0 ? '' : [prompt.known, ...layers].join('\n\n')
}

function saveLayer({ party_name = '', scene_index, place = '', heroes, choices }: SaveTold): string {
  const party = heroes.map(({ name, class: kind, hp }) => `${name} (${kind}${hp === undefined ? '' : `, ${hp} HP`})`)
  return [
    render(prompt.party, { name: party_name }),
    render(prompt.heroes, { heroes: party.join(', ') }),
    render(prompt.scene, { scene: scene_index === undefined ? '' : String(scene_index) }),
    render(prompt.place, { place }),
    render(prompt.choices, { choices: choices.join(', ') }),
  ]
    .filter(Boolean)
    .join('\n')
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The newest turns that fit, each cut at the end of a sentence. */
function lastTurns({ recent }: Told): Message[] {
  const kept: Message[] = []
  let left: number = limits.turns
  for (const { role, text } of recent.toReversed()) {
    const content = cutToTokens(text, limits.turn).trim()
    left -= tokensOf(content)
    if (left < 0 || content === '') break
    kept.unshift({ role: role === 'player' ? 'user' : 'assistant', content })
  }
  return kept
}
