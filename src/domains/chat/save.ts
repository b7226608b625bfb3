import type { Owner } from '../../../db/owner.ts'
import type { Deps } from '../../deps.ts'
import { Refusal } from '../../errors.ts'
import { isRude } from '../../services/safety/rude.ts'
import { clip, plain } from '../../services/text/plain.ts'
import { loadSession } from '../saves/actions.ts'
import type { HeroTold, SaveTold } from './storyteller/told.ts'

const [MAX_HEROES, MAX_CHOICES, MAX_NAME, MAX_CHOICE] = [8, 20, 40, 80]

/** Members by which games say where the party is. */
const PLACES = ['location', 'place', 'area', 'current_location', 'current_scene', 'scene_name', 'scene']

/** The newest save of the session; undefined when it has none. */
export async function saveOf(
  { db }: Pick<Deps, 'db'>,
  id: { owner: Owner; session_id: string },
): Promise<SaveTold | undefined> {
  try {
    return readState(JSON.parse((await loadSession({ db }, id)).state))
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** A game may save what it likes: what is not as expected is left out. */
export function readState(state: unknown): SaveTold {
  const { party_name, scene_index, heroes, choices, ...more } = isObject(state) ? state : {}
  return {
    party_name: wordOf(party_name),
    scene_index: Number.isInteger(scene_index) ? (scene_index as number) : undefined,
    place: PLACES.map((name) => wordOf(more[name])).find(Boolean),
    heroes: (Array.isArray(heroes) ? heroes : []).slice(0, MAX_HEROES).flatMap(heroOf),
    choices: Object.entries(isObject(choices) ? choices : {})
      .slice(-MAX_CHOICES)
      .map(([key, value]) => clip(plain(`${key}: ${String(value)}`), MAX_CHOICE)),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function heroOf(hero: unknown): HeroTold[] {
  if (!isObject(hero)) return []
  const name = wordOf(hero.name)
  if (name === undefined) return []
  const hp = typeof hero.hp === 'number' && Number.isFinite(hero.hp) ? hero.hp : undefined
  return [{ name, class: wordOf(hero.class) ?? 'hero', hp }]
}

/** A name of the game, or an object that has one, as it can stand in a sentence. */
function wordOf(value: unknown): string | undefined {
  const text = isObject(value) ? value.name : value
  if (typeof text !== 'string') return undefined
  const word = plain(text.slice(0, MAX_NAME * 2).replaceAll('_', ' '))
    .replace(/[{}<>|*`#]/g, '')
    .trim()
  return word === '' || word.length > MAX_NAME || isRude(word) ? undefined : word
}
