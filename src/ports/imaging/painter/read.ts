import type { PainterContent } from '../../../../schemas/content/painter.ts'
import type { ImageAsk } from '../port.ts'
import { lookup } from './nearest.ts'

/** What the words of an ask mean, as names of content. */
export interface Reading {
  place: string
  hour: string
  weather: string
  /** False when no place is near to the words: then a general landscape is drawn. */
  isKnownPlace: boolean
}

/** What is drawn when the words say nothing. */
const general = { place: 'countryside', hour: 'day', weather: 'clear' }

/** Scores from which a match counts: of a name of its own, and of words in the middle of a longer text. */
const NAMED = 0.3
const MENTIONED = 0.42

/** Reader of asks, with its index of all examples. */
export function createReader(content: PainterContent): (ask: ImageAsk) => Reading {
  const places = lookup(knownIn(content.places))
  const hours = lookup(knownIn(content.hours))
  const weathers = lookup(knownIn(content.weathers))
  return ({ subject, prompt, timeOfDay, weather }) => {
    const place = best(places, subject.name, NAMED) ?? best(places, `${subject.name} ${prompt}`, MENTIONED)
    const said = `${prompt} ${subject.name}`
    return {
      place: place ?? general.place,
      hour: best(hours, timeOfDay, NAMED) ?? best(hours, said, MENTIONED) ?? general.hour,
      weather: best(weathers, weather, NAMED) ?? best(weathers, said, MENTIONED) ?? general.weather,
      isKnownPlace: place !== undefined,
    }
  }
}

const knownIn = (content: Record<string, { examples: string[] }>) =>
  Object.entries(content).map(([id, { examples }]) => ({ id, examples }))

function best(from: ReturnType<typeof lookup>, text: string | undefined, threshold: number): string | undefined {
  const [first] = text ? from.match(text) : []
  return first && first.score >= threshold ? first.id : undefined
}
