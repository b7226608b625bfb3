import type { Idea } from './idea.ts'
import type { Kit } from './kit.ts'
import { mostIn, scaled } from './numbers.ts'
import { isName, phrased, small, wordsOf } from './phrases.ts'
import { bare, listed, quoted } from './text.ts'
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
  `^(?:collect|gather|donate|bring|buy|get|give|send|sew|knit|bake|crochet|make|cook|pack|find|distribute)(?:\\s+(?:some|more|lots of|a lot of|your|the|old|used))*\\s+(.{3,50}?(?: and [a-z]+s)?)${till}`,
  'i',
)
const missing = new RegExp(
  `\\b(?:run(?:ning|s)? out of|short of|low on|out of|lacks?|needs?|without|no|(?:don't|doesn't|didn't|do not|does not) have|not enough)\\s+(?:some |more |new |\\bany |enough )*(.{3,40}?(?: and [a-z]+s)?)${till}`,
  'i',
)
/** Several of them, or what comes in no number. */
const thingly = /s$|\b(?:equipment|gear|paper|paint|furniture|clothing|soap|toothpaste|shampoo|wood|yarn|fabric)$/i
const wanted = new RegExp(`^(?:more|free|new|better)\\s+(.{3,40}?)${till}`, 'i')
const drive = /\b([a-z]+) drive\b/i
/** "Diapers for young mothers", "toys". */
const listedFirst = /^((?:\d+ )?(?:[a-z'-]+ ){0,3}?[a-z'-]+[^s]s)(?: (?:for|in|at|to) .*)?$/i
const recycled = /^((?:old |used |empty )?[a-z]{3,}s) (?:recycling|collection)\b/i
const vague =
  /\b(?:money|sure|fun|help|things?|stuff|supplies|donations?|awareness|love|support|care(?! (?:packages|kits|bags|baskets|boxes))|time|friends?|someone|somebody|something|it|them|him|her|us|me|(?<!thank[ -])you|people|homes?|jobs?|rights|ideas|rules|owners|voices?|place|hope|control|where|one|everyone|difference|to|food|drive|sale|event|homework|lunch|breakfast|dinner|food)\b|[$€£]/i

/** The longest thing that stands well in a sentence. */
const LONGEST = 60

const fits = (thing: string | undefined): thing is string => {
  if (thing && thing.length > LONGEST) return false
  const words = wordsOf(thing ?? '')
  const isOther = words.some(
    (word) =>
      crowds.has(word) || (determiners.has(word) && !/^(?:two|three|four|five|six|seven|eight|nine|ten)$/.test(word)),
  )
  return words.length > 0 && words.length <= 4 && !isOther && !vague.test(thing ?? '')
}

const feed =
  /\bfood for (?:the )?(?:wild )?(bird|squirrel|hedgehog|duck)s?\b|\b(bird|squirrel|hedgehog|duck) ?food\b|\bfeed (?:the )?(?:wild )?(bird|duck)s?\b/i

/** What is given, lacked or wanted, as the words around it tell. */
function byVerb(text: string): (string | undefined)[] {
  const given = collecting.exec(text)?.[1]
  const lacking = missing.exec(text)?.[1]
  // "Donate my hair" asks nobody else for theirs.
  const isOwn = /^(?:donate|give|sell) your /i.test(text) && !thingly.test(given ?? '')
  const [, ...fed] = feed.exec(text) ?? []
  const fodder = fed.find(Boolean)
  return [
    fodder && `${fodder.toLowerCase()} feeders`,
    isOwn ? undefined : given,
    wanted.exec(text)?.[1],
    lacking && thingly.test(lacking) ? lacking : undefined,
  ]
}

/** What is named without a verb: "old phones recycling", "a coat drive", "diapers for young mothers". */
function byName(idea: Idea, isOpen: boolean): (string | undefined)[] {
  const driven = drive.exec(idea.words)?.[1]?.toLowerCase()
  const isThing =
    driven && /[^s]$/.test(driven) && !/^(?:food|blood|clothing|litter|membership|voter|the|a|to)$/.test(driven)
  return [
    recycled.exec(idea.words)?.[1]?.toLowerCase(),
    (isOpen || / for /.test(idea.words)) && !(idea.kind === 'wish' && idea.verb)
      ? listedFirst.exec(bare(idea.words))?.[1]?.toLowerCase()
      : undefined,
    isThing ? `${driven}s` : undefined,
  ]
}

/** The things that the idea itself asks for: "winter coats", "50 cans of soup", "blankets". */
function namedIn(idea: Idea, isOpen: boolean): string | undefined {
  const text = idea.kind === 'wish' ? (idea.verb ?? idea.words) : idea.words
  return [...byVerb(idea.kind === 'quote' && !feed.test(text) ? '' : text), ...byName(idea, isOpen)].find(fits)
}

const counted = (thing: string, many: number) =>
  mostIn(thing) === 0 && thing.split(' and ').every((part) => /[^s]s$/.test(part)) ? `${many} ${thing}` : thing

const singular = (text: string) => wordsOf(text).map((word) => word.replace(/s$/, ''))

/** The list of the topic; what the idea mentions comes first, and what it names alone stands alone. */
function usual(idea: Idea, kit: Kit, scale: number): { list: string[]; other: string } {
  const named = namedIn(idea, kit.goods.length === 0)
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
