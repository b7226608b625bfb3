import type { ChatWeather } from '../../../schemas/chat/index.ts'
import { readWeather, type Needs as WeatherNeeds } from '../weather/actions.ts'

export interface Place {
  latitude: number
  longitude: number
}

export type Needs = WeatherNeeds

/** The weather at a place; null where none was sent. Without a provider it is that of the built-in climates. */
export async function weatherFor(deps: Needs, limitKey: string, place: Place | undefined): Promise<ChatWeather | null> {
  if (!place) return null
  const { latitude: lat, longitude: lon } = place
  const { scene_weather, description, temp_c, simulated } = await readWeather(deps, limitKey, { lat, lon })
  return { scene_weather, description, temp_c, simulated }
}
