import type { ChatWeather } from '../../../schemas/chat/index.ts'
import type { Deps } from '../../deps.ts'

export interface Place {
  latitude: number
  longitude: number
}

export type Needs = Pick<Deps, 'clock'>

/** The weather at a place; null where it is not known. It never fails: an answer does without it. */
export async function weatherFor(_deps: Needs, _place: Place | undefined): Promise<ChatWeather | null> {
  return null
}
