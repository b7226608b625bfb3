export interface SceneKey {
  location: string
  time_of_day: string
  weather: string
}

/**
 * Reads `Old_Town_dawn_clear` from the right, because the location may have several words: weather, time of day, and
 * the rest is the location, "Old Town". Undefined when one of the three is missing.
 */
export function readSceneKey(key: string): SceneKey | undefined {
  const words = key.split('_')
  const weather = words.pop()?.trim()
  const time_of_day = words.pop()?.trim()
  const location = spaced(words.join(' '))
  return location && time_of_day && weather ? { location, time_of_day, weather } : undefined
}

/** The words of a key: `Old_Town` is "Old Town". */
export const spaced = (text: string) => text.replace(/[\s_]+/g, ' ').trim()
