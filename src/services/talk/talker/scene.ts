import { scenes } from '../content.ts'
import { sentencesOf } from '../sentences.ts'
import { saidByPersona, saidIn, shareOf, type Talk, WINDING_DOWN } from '../talk.ts'
import type { Lines } from './lines.ts'
import type { State } from './state.ts'

export interface Said {
  text: string
  /** The persona has said goodbye: the call ends after this. */
  ends: boolean
}

const sceneOf = ({ scenario }: Talk) =>
  scenario?.id !== undefined && Object.hasOwn(scenes, scenario.id) ? scenes[scenario.id] : undefined

/** The first sentence of what is played. What a player has written themselves, they begin. */
export function openScene(talk: Talk, lines: Lines): string | undefined {
  const scene = sceneOf(talk)
  if (scene) return lines.pickFrom('opening', scene.opening)
  return talk.scenario?.text || talk.scenario?.pretext ? lines.pick(['scene_ready']) : undefined
}

/** What is answered plainly also while something is played. */
const LEAVES = new Set([
  'human',
  'order',
  'professional',
  'romance',
  'insult',
  'recall',
  'compliment',
  'repeat',
  'confused',
])
/** Scenes in which bad news belong to the play. */
const PRETENDED = new Set(['save-me-from-bad-date', 'boss-emergency-call', 'the-map-is-wrong', 'the-last-lamp'])

/** The next step of what is played; undefined where nothing is, where it has ended, or where it must wait. */
export function playOn(talk: Talk, state: State, lines: Lines): Said | undefined {
  const scene = sceneOf(talk)
  if (!scene || !talk.scenario?.id) return undefined
  const said = new Set(saidByPersona(talk.turns).flatMap(sentencesOf))
  const isDone = scene.ends.some((line) => said.has(sentencesOf(line).at(-1) as string))
  const { kind, isQuestion } = state.reading
  if (isDone || LEAVES.has(kind)) return undefined
  if (state.isHeavy && kind === 'bad_news' && !PRETENDED.has(talk.scenario.id)) return undefined
  const heard = saidIn(talk).toLowerCase()
  const left = scene.moves.filter((line) => !lines.isSaid(line))
  const isOver = left.length === 0 || shareOf(talk.call) >= WINDING_DOWN
  if (kind === 'goodbye' || isOver || (state.count > 1 && scene.out.some((words) => heard.includes(words)))) {
    const text = lines.pickFrom('ends', scene.ends)
    return text ? { text, ends: true } : undefined
  }
  const before =
    kind === 'yes'
      ? lines.pickFrom('scene yes', scene.yes)
      : kind === 'no' || kind === 'busy'
        ? lines.pickFrom('scene no', scene.no)
        : isQuestion
          ? lines.pick(['scene_question'])
          : undefined
  if (before?.includes('?')) return { text: before, ends: false }
  const move = inOrder(left, lines)
  return { text: [before, move].filter(Boolean).join(' '), ends: false }
}

const inOrder = ([next]: string[], lines: Lines) => (next ? lines.pickFrom('move', [next]) : undefined)
