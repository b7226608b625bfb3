import { headOf, isName, phrased, small, withArticle, wordsOf } from './phrases.ts'
import { quoted } from './text.ts'
import { finite } from './words.ts'

const prepositions =
  /^(?:at|in|on|near|behind|beside|around|inside|outside|under|by|next|along|across|from|between|opposite|all|over|everywhere|anywhere|online|here|downtown|home|outdoors)\b/i
const within =
  /\b(?:city|town|neighbou?rhood|village|area|country|state|classroom|cafeteria|hallway|garden|forest|yard|park|street|county|district|building)\b/i

/** " at the local park", from whatever a player calls a place; quoted where it is no name. */
export function placeOf(where: string): string {
  if (!where) return ''
  const name = phrased(where)
  if (/^(?:home|online|everywhere|anywhere|outside|downtown|here)$/i.test(name)) {
    return name.toLowerCase() === 'home' ? ' at home' : ` ${name.toLowerCase()}`
  }
  if (/^(?:at )?(?:school|work|church)$/i.test(name)) return ` at ${name.toLowerCase().replace('at ', '')}`
  if (!isName(name) || (prepositions.test(name) && wordsOf(name).length < 2)) return ` at this place: ${quoted(where)}`
  if (prepositions.test(name)) {
    const [first = '', ...rest] = name.split(' ')
    return ` ${first.toLowerCase()} ${withArticle(small(rest.join(' ')))}`
  }
  const place = withArticle(small(name))
  if (
    /^\p{Lu}/u.test(place) &&
    !/\b(?:park|school|library|shelter|center|centre|hall|hospital|church|store|beach|river|lake|creek|pond)\b/i.test(
      place,
    )
  ) {
    return /\b(?:street|road|avenue|lane|drive)$/i.test(place) ? ` on ${place}` : ` in ${place}`
  }
  if (/\bstreet$/i.test(place) && wordsOf(place).length <= 3) return ` on ${place}`
  return within.test(headOf(wordsOf(place))) && !/^the local park|\bpark\b/.test(place)
    ? ` in ${place}`
    : ` at ${place}`
}

/** What should be different: "a cleaner environment", or a sentence, after a colon. */
export function outcomeOf(outcome: string): string {
  if (!outcome) return ''
  const name = phrased(outcome, 110).replace(/^(?:that|so that|to have|to get)\s+/i, '')
  if (
    !isName(name) &&
    !(wordsOf(name).length <= 20 && /^[\w ,'-]+$/.test(name) && wordsOf(name).some((word) => finite.has(word)))
  ) {
    return quoted(outcome, 120)
  }
  return wordsOf(name).some((word) => finite.has(word)) ? small(name) : withArticle(small(name))
}
