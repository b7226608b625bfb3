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
  /** Words of the player's that fit no sentence. */
  said: string
}

const till =
  '(?=\\s+(?:for|to|from|in|at|so|because|and|near|around|by|with|on|before|until|who|that|this|every)\\b|[,.;:!?…]|$)'
const collecting = new RegExp(
  `^(?:collect|gather|donate|bring|buy|get|give|send|sew|knit|bake|crochet|make|cook|pack|find|distribute)(?:\\s+(?:some|more|lots of|a lot of|old|used))*\\s+(.{3,50}?)${till}`,
  'i',
)
const missing = new RegExp(
  `\\b(?:run(?:ning|s)? out of|short of|low on|out of|lacks?|needs?|without|no|not enough)\\s+(?:some |more |new )*(.{3,40}?)${till}`,
  'i',
)
const drive = /\b([a-z]+) drive\b/i
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
  const text = idea.kind === 'wish' ? (idea.verb ?? idea.words) : idea.kind === 'quote' ? '' : idea.words
  const lacking = missing.exec(text)?.[1]
  const things = [collecting.exec(text)?.[1], lacking?.endsWith('s') ? lacking : undefined]
  const driven = drive.exec(text)?.[1]?.toLowerCase()
  if (driven && /[^s]$/.test(driven) && !/^(?:food|blood|clothing|litter|membership|voter|the|a|to)$/.test(driven))
    things.push(`${driven}s`)
  return things.find(fits)
}

const counted = (thing: string, many: number) =>
  mostIn(thing) === 0 && /[^s]s$/.test(thing) ? `${many} ${thing}` : thing

function usual(idea: Idea, kit: Kit, scale: number): string[] {
  const named = namedIn(idea)
  const isMentioned = (thing: string) => thing.split(' ').some((word) => mentioned.has(word.replace(/s$/, '')))
  const mentioned = new Set(
    wordsOf(idea.words)
      .map((word) => word.replace(/s$/, ''))
      .filter((word) => word.length > 3 && word !== 'good'),
  )
  const list = kit.goods
    .map(([many, thing]) => ({ thing, text: `${scaled(many, scale)} ${thing}` }))
    .sort((a, b) => Number(isMentioned(b.thing)) - Number(isMentioned(a.thing)))
  if (!named) return list.map(({ text }) => text)
  const words = wordsOf(named).filter((word) => !/^\d/.test(word))
  const same = list.find(({ thing }) => words.some((word) => wordsOf(thing).includes(word)))
  const first =
    same && same.thing === words.join(' ') && mostIn(named) === 0 ? same.text : counted(named, scaled(10, scale))
  return [first, ...list.filter((item) => item !== same).map(({ text }) => text)].slice(0, 3)
}

/** "soup, pasta and beans", from "soup, pasta, beans". */
const enumerated = (text: string) => (/ and |&/.test(text) ? text : text.replace(/, (?=[^,]+$)/, ' and '))

export function goodsOf(idea: Idea, kit: Kit, scale: number, answer: string): Goods {
  const named = phrased(answer)
  if (answer && isName(named)) return { all: enumerated(small(named)), isNamed: true, said: '' }
  const list = usual(idea, kit, scale)
  return { all: list.length > 0 ? listed(list) : '', isNamed: false, said: answer ? quoted(answer, 120) : '' }
}
