import type { Idea } from './idea.ts'
import type { Kit } from './kit.ts'
import { mostIn, scaled } from './numbers.ts'
import { isName, phrased, small, wordsOf } from './phrases.ts'
import { listed, quoted } from './text.ts'
import { crowds, determiners } from './words.ts'

export type Goods = {
  /** What to collect, after "collect". */
  all: string
  /** The player has said what. */
  isNamed: boolean
  /** Things that the topic says nothing about, without a number; or nothing. */
  other: string
  /** Words of the player's that fit no sentence. */
  said: string
}

const till =
  '(?=\\s+(?:for|to|from|in|at|so|because|and|near|around|by|with|on|before|until|who|that|this|every)\\b|[,.;:!?…]|$)'
const collecting = new RegExp(
  `^(?:collect|gather|donate|bring|buy|get|give|send|sew|knit|bake|crochet|make|cook|pack|find|distribute)(?:\\s+(?:some|more|lots of|a lot of|your|the|old|used))*\\s+(.{3,50}?)${till}`,
  'i',
)
const missing = new RegExp(
  `\\b(?:run(?:ning|s)? out of|short of|low on|out of|lacks?|needs?|without|no|not enough)\\s+(?:some |more |new )*(.{3,40}?)${till}`,
  'i',
)
const wanted = new RegExp(`^(?:more|free|new|better)\\s+(.{3,40}?)${till}`, 'i')
const drive = /\b([a-z]+) drive\b/i
const recycled = /^((?:old |used |empty )?[a-z]{3,}s) (?:recycling|collection)\b/i
const vague =
  /\b(?:money|sure|fun|help|things?|stuff|supplies|donations?|awareness|love|support|care|time|friends?|someone|somebody|something|it|them|him|her|us|me|you|people|home|place|hope|control|where|one|everyone|difference|to|food|drive|sale|event|homework|lunch|breakfast|dinner|food)\b|[$€£]/i

const fits = (thing: string | undefined): thing is string => {
  const words = wordsOf(thing ?? '')
  const isOther = words.some(
    (word) =>
      crowds.has(word) || (determiners.has(word) && !/^(?:two|three|four|five|six|seven|eight|nine|ten)$/.test(word)),
  )
  return words.length > 0 && words.length <= 4 && !isOther && !vague.test(thing ?? '')
}

/** The things that the idea itself asks for: "winter coats", "50 cans of soup", "blankets". */
function namedIn(idea: Idea): string | undefined {
  const text =
    idea.kind === 'wish'
      ? (idea.verb ?? idea.words)
      : idea.kind === 'quote' && !recycled.test(idea.words)
        ? ''
        : idea.words
  const lacking = missing.exec(text)?.[1]
  const things = [collecting.exec(text)?.[1], wanted.exec(text)?.[1], lacking?.endsWith('s') ? lacking : undefined]
  things.push(recycled.exec(idea.words)?.[1]?.toLowerCase())
  const driven = drive.exec(text)?.[1]?.toLowerCase()
  if (driven && /[^s]$/.test(driven) && !/^(?:food|blood|clothing|litter|membership|voter|the|a|to)$/.test(driven))
    things.push(`${driven}s`)
  return things.find(fits)
}

const counted = (thing: string, many: number) =>
  mostIn(thing) === 0 && /[^s]s$/.test(thing) ? `${many} ${thing}` : thing

const singular = (text: string) => wordsOf(text).map((word) => word.replace(/s$/, ''))

/** The list of the topic; what the idea mentions comes first, and what it names alone stands alone. */
function usual(idea: Idea, kit: Kit, scale: number): { list: string[]; other: string } {
  const named = namedIn(idea)
  const mentioned = new Set(singular(named ?? idea.words).filter((word) => word.length > 3 && word !== 'good'))
  const isMentioned = (thing: string) => singular(thing).some((word) => mentioned.has(word))
  const all = kit.goods.map(([many, thing]) => ({ thing, text: `${scaled(many, scale)} ${thing}` }))
  const same = all.filter(({ thing }) => isMentioned(thing))
  const rest = all.filter(({ thing }) => !isMentioned(thing)).map(({ text }) => text)
  if (!named) return { list: [...same.map(({ text }) => text), ...rest], other: '' }
  const first = counted(named, scaled(10, scale))
  if (same.length === 0) return { list: [first], other: named.replace(/^\d+\s/, '') }
  return { list: [same[0]?.thing === named ? same[0].text : first, ...rest], other: '' }
}

/** "soup, pasta and beans", from "soup, pasta, beans". */
const enumerated = (text: string) => (/ and |&/.test(text) ? text : text.replace(/, (?=[^,]+$)/, ' and '))

export function goodsOf(idea: Idea, kit: Kit, scale: number, answer: string): Goods {
  const named = small(phrased(answer))
  if (answer && isName(named)) {
    const known = new Set(kit.goods.flatMap(([, thing]) => singular(thing)))
    const isKnown = singular(named).some((word) => known.has(word))
    return {
      all: enumerated(named),
      isNamed: true,
      other: isKnown ? '' : enumerated(named).replace(/^\d+\s/, ''),
      said: '',
    }
  }
  const { list, other } = usual(idea, kit, scale)
  return { all: listed(list), isNamed: false, other, said: answer ? quoted(answer, 120) : '' }
}
