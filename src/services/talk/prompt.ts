import type { Fact } from '../../../schemas/personas/index.ts'
import type { Message } from '../../ports/inference/port.ts'
import { render } from '../grammar.ts'
import { concernOf, wasInDanger } from './concern.ts'
import { prompt } from './content.ts'
import { byWeight } from './facts/merge.ts'
import { languageName, languageOf } from './language.ts'
import { cutToTokens, tokensOf } from './sentences.ts'
import { LAST_WORDS, saidIn, shareOf, type Talk, type Turn } from './talk.ts'
import { isGoodbye } from './talker/reading.ts'
import { agoInWords, sinceLastCall } from './time-ago.ts'

/** Tokens, of four characters each, that the whole prompt and its layers may have. */
export const limits = {
  all: 4_300,
  persona: 500,
  scenario: 700,
  relationship: 300,
  facts: 1_000,
  recent: 500,
  turn: 250,
} as const

const MAX_TURNS = 20

/** What braces of a template would do to a text that is put in. */
const layer = (template: string, slots: Record<string, string>, tokens: number) =>
  cutToTokens(render(template, slots), tokens)

/** The messages of one reply: instructions, what is known as data, the last turns, and what the caller has just said. */
export function messagesOf(talk: Talk, now: Date): Message[] {
  const system = [personaLayer(talk), ownScenario(talk), manners(talk)].filter(Boolean).join('\n\n')
  const known = [relationshipLayer(talk, now), playersScenario(talk), factsLayer(talk), recentLayer(talk, now)]
  const notes = [...known.filter(Boolean), pickedUp(talk)].join('\n\n')
  const said = saidMessage(talk)
  const left = limits.all - tokensOf(system) - tokensOf(notes) - (said ? tokensOf(said.content) : 0)
  return [
    { role: 'system', content: system },
    { role: 'user', content: notes },
    ...lastTurns(talk.turns, left),
    ...(said ? [said] : []),
  ]
}

const personaLayer = ({ persona }: Talk) => cutToTokens(persona.system_prompt, limits.persona)

const scenarioText = ({ text = '', pretext = '' }: { text?: string | undefined; pretext?: string | undefined }) =>
  cutToTokens(
    [text && render(prompt.scenario, { text }), pretext && render(prompt.pretext, { text: cutToTokens(pretext, 125) })]
      .filter(Boolean)
      .join('\n'),
    limits.scenario,
  )

const ownScenario = ({ scenario }: Talk) => (scenario?.id ? scenarioText({ text: scenario.text }) : '')
/** What a player has written is data. */
const playersScenario = ({ scenario }: Talk) =>
  scenario ? scenarioText(scenario.id ? { pretext: scenario.pretext } : scenario) : ''

function relationshipLayer({ relationship }: Talk, now: Date) {
  const { relationship_type, custom_system_prompt, total_calls, last_call_at } = relationship
  const since = sinceLastCall(last_call_at, now)
  const type = cutToTokens(relationship_type, 25)
  const times = total_calls === 1 ? 'once' : `${total_calls} times`
  const first =
    since === undefined
      ? render(prompt.relationship_first, { type })
      : render(prompt.relationship, { type, times, ago: agoInWords(since) })
  const left = limits.relationship - tokensOf(first) - 1
  const custom = custom_system_prompt ? layer(prompt.custom, { text: custom_system_prompt }, left) : ''
  return [first, custom].filter(Boolean).join('\n')
}

function factsLayer({ relationship: { memory } }: Talk) {
  const lines = memory.facts.toSorted(byWeight).map(({ content }: Fact) => `- ${oneLine(content)}`)
  return list(prompt.facts, lines, limits.facts)
}

function recentLayer({ relationship: { memory } }: Talk, now: Date) {
  const lines = memory.recent_calls.map(
    ({ at, summary }) => `- ${agoInWords(sinceLastCall(at, now) ?? 0)}: ${oneLine(summary)}`,
  )
  return list(prompt.recent, lines, limits.recent)
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** A heading with as many of the lines as fit, the first of them cut if need be. */
function list(heading: string, lines: string[], tokens: number): string {
  if (lines.length === 0) return ''
  let text = heading
  for (const line of lines) {
    if (tokensOf(`${text}\n${line}`) <= tokens) text += `\n${line}`
  }
  return text === heading ? `${heading}\n${cutToTokens(lines[0] as string, tokens - tokensOf(heading) - 1)}` : text
}

function manners(talk: Talk): string {
  const language = languageName(languageOf(talk))
  const concern = talk.said === undefined ? 'none' : concernOf(saidIn(talk)).concern
  return [
    ...prompt.manners,
    ...(language ? [render(prompt.language, { language })] : []),
    ...(concern === 'distress' ? [prompt.distress] : []),
    ...(wasInDanger(talk) ? [prompt.after_danger] : []),
    ...(isGoodbye(saidIn(talk)) ? [prompt.goodbye] : shareOf(talk.call) >= LAST_WORDS ? [prompt.winding_down] : []),
  ].join('\n')
}

const pickedUp = ({ relationship }: Talk) => (relationship.last_call_at ? prompt.opening_again : prompt.opening)

function saidMessage(talk: Talk): Message | undefined {
  if (talk.said === undefined) return undefined
  const said = saidIn(talk)
  return { role: 'user', content: said.trim() === '' ? prompt.silent : said }
}

/** The newest turns that fit, each cut at the end of a sentence. */
function lastTurns(turns: readonly Turn[], tokens: number): Message[] {
  const kept: Message[] = []
  let left = tokens
  for (const { role, text } of turns.slice(-MAX_TURNS).toReversed()) {
    const content = cutToTokens(text, limits.turn).trim() || prompt.silent
    left -= tokensOf(content)
    if (left < 0) break
    kept.unshift({ role: role === 'player' ? 'user' : 'assistant', content })
  }
  return kept
}
