import type { ChatWeather } from '../../../../schemas/chat/index.ts'
import type { Talk } from '../../../services/talk/talk.ts'

/** One of the party, as far as the game says. */
export interface HeroTold {
  name: string
  class: string
  hp: number | undefined
}

/** What the session's newest save tells. */
export interface SaveTold {
  party_name: string | undefined
  scene_index: number | undefined
  /** Where the party is, in words, where the game says it. */
  place: string | undefined
  heroes: HeroTold[]
  /** What the player chose, as text. */
  choices: string[]
}

/** Everything that an answer is made from. */
export interface Told {
  /** Who speaks with whom, and what was said: `turns` are all that are known, the oldest first. */
  talk: Talk
  /** What the player has just said. */
  message: string
  /** Of what was said before the last messages. */
  summary: string
  /** Turns that a model is shown. */
  recent: Talk['turns']
  save: SaveTold | undefined
  weather: ChatWeather | null
}

/** Whether something may be played: there is a game, or a conversation. */
export const isInStory = ({ save, talk }: Pick<Told, 'save' | 'talk'>): boolean =>
  save !== undefined || talk.turns.length > 0
