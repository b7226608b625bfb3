import { wordsOf } from '../../../services/text/normalise.ts'
import { garnish, partyWords, weatherWords } from './content.ts'
import { deedOf } from './deed.ts'
import type { Lines } from './lines.ts'
import type { HeroTold, Told } from './told.ts'

/** Hit points below which a hero is tired. */
const LOW = 25
/** Turns between naming a thing and its coming back. */
const AGO = 3

/** Something small that joins in: the party, the weather, or what was named before. Not every time. */
export function garnishOf(told: Told, lines: Lines): string | undefined {
  const kinds = [ofParty, ofWeather, ofThings]
  const from = lines.chance('garnish', kinds.length + 1)
  if (from === kinds.length) return undefined
  for (let at = 0; at < kinds.length; at++) {
    const found = kinds[(from + at) % kinds.length]?.(told, lines)
    if (found) return found
  }
  return undefined
}

function ofParty({ save }: Told, lines: Lines): string | undefined {
  const heroes = save?.heroes ?? []
  const hero = heroes[lines.chance('hero', Math.max(1, heroes.length))]
  return hero && lines.from('party', [...linesOf(hero), ...(garnish.party.any ?? [])], { hero: hero.name })
}

function linesOf({ class: kind, hp }: HeroTold): string[] {
  if (hp !== undefined && hp <= LOW) return garnish.party.low ?? []
  const words = wordsOf(kind.toLowerCase())
  const [group] = partyWords.find(([, known]) => words.some((word) => known.has(word))) ?? []
  return (group && garnish.party[group]) || []
}

const ofWeather = ({ weather }: Told, lines: Lines) => {
  const kind = weather && kindOf(`${weather.scene_weather} ${weather.description}`)
  return kind ? lines.from('weather', garnish.weather[kind] ?? []) : undefined
}

const kindOf = (text: string): string | undefined => {
  const words = wordsOf(text.toLowerCase())
  return weatherWords.find(([, known]) => words.some((word) => known.has(word)))?.[0]
}

function ofThings({ talk }: Told, lines: Lines): string | undefined {
  const said = talk.turns.filter(({ role }) => role === 'player').slice(0, -AGO)
  const things = said.flatMap(({ text }) => deedOf(text)?.thing ?? [])
  const thing = things[lines.chance('thing', Math.max(1, things.length))]
  const isTold = thing === undefined || talk.turns.slice(-6).some(({ text }) => text.includes(thing))
  return isTold ? undefined : lines.from('callback', garnish.callback, { thing })
}

/** What the player asks to know of their game, where it is known. */
export function knownOf({ message, save, weather }: Told, lines: Lines): string | undefined {
  if (!/\?\s*$|^\W*(?:who|where|what|how)\b/i.test(message)) return undefined
  if (/\bweather\b/i.test(message) && weather)
    return lines.from('weather told', garnish.weather_told, { weather: weather.description })
  const heroes = (save?.heroes ?? []).map(({ name }) => name)
  if (/\bwho\b.*\b(?:with|us|party|here|we)\b/i.test(message) && heroes.length > 0)
    return lines.from('party told', garnish.party_told, { heroes: listed(heroes) })
  if (/\bwhere\b.*\b(?:am i|are we|i am|we are)\b/i.test(message) && save?.place)
    return lines.from('place told', garnish.place_told, { place: save.place })
  return undefined
}

const listed = (names: string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** A greeting that knows the party. */
export const helloParty = ({ save }: Told, lines: Lines) =>
  save?.party_name ? lines.from('hello party', garnish.hello_party, { party: save.party_name }) : undefined
