import type { LandscapeContent } from '../../../../../schemas/content/painter-landscape.ts'
import type { ImageAsk } from '../../port.ts'
import { lookup } from '../nearest.ts'

/** What the words of an ask mean, as names of content. */
export interface Reading {
  place: string
  hour: string
  weather: string
}

/** Scores from which a match counts: of a name of its own, and of words in the middle of a longer text. */
const NAMED = 0.3
const MENTIONED = 0.42

/** Reader of asks, with its index of all examples. */
export function createReader(content: LandscapeContent): (ask: ImageAsk) => Reading {
  const [place, hour, weather] = [lookup(content.places), lookup(content.hours), lookup(content.weathers)]
  const { unknown } = content
  return ({ subject: { name }, prompt, timeOfDay = '', weather: said = '' }) => ({
    place: place(name, NAMED) ?? place(`${name} ${prompt}`, MENTIONED) ?? unknown.place,
    hour: hour(timeOfDay, NAMED) ?? hour(`${prompt} ${name}`, MENTIONED) ?? unknown.hour,
    weather: weather(said, NAMED) ?? weather(`${prompt} ${name}`, MENTIONED) ?? unknown.weather,
  })
}
