import type { Idea } from './idea.ts'
import { isName, toYou, wordsOf } from './phrases.ts'
import { bare } from './text.ts'

const kin =
  '(?:neighbou?rs?|mom|mum|dad|mother|father|brothers?|sisters?|siblings|teachers?|friends?|cousins?|uncle|aunt|coach|family|parents|grandma|grandpa|granny|nana|grandmother|grandfather|grandparents|classmate|co-?worker|colleague|boss|wife|husband|son|daughter|roommate|stepmom|stepdad|nurse|janitor|(?:bus|mail) ?(?:driver|man|carrier))'
const name = "(?:[ -]in[ -]law)?(?: (?:Mrs|Ms|Mr)\\b\\.?)?(?: \\p{Lu}[\\p{L}.'-]+){0,2}"
const someone = new RegExp(
  `\\b(?:your|our) (?:[\\w-]+ ){0,2}${kin}(?!'(?!s (?:house|home|apartment|trailer|mom|mum|dad|husband|wife|baby|child|kid)\\b)|s'|\\p{L})${name}|\\bthe (?:janitor|custodian|principal|librarian|lunch lady|mailman|bus driver|crossing guard)\\b(?!')|\\b(?:Mr|Mrs|Ms)\\.? \\p{Lu}[\\p{L}'-]+|\\b(?:grandma|grandpa|mom|mum|dad)\\b(?!')`,
  'u',
)
const cares =
  /^(?:help|support|thank|surprise|cheer up|comfort|protect|visit|make|get|convince|ask|cheer|give|throw|plan|celebrate|organi[sz]e|be there for|take care of|care for)\b/i
const troubles =
  /\b(?:sick|ill|cancer|hospital|lost|died|dead|passed away|sad|lonely|alone|dementia|alzheimer\w*|exhausted|overwhelmed|pregnant|anxious|stressed|tired|depressed|burned|flooded|accident|chemo\w*|hurt|broke|broken|moving|moved|divorced?|surgery|disabled|blind|deaf|needs?|can't|ha(?:s|ve) no|struggl\w+|old|scared|birthday|retir\w+|leaving)\b/i

const beforeOthers = /^(?:teach|read|tutor|show|build|make (?!your)|bake|paint|knit|sew|draw)\b/i

/** "your neighbor Mr. Lopez", where the idea is about somebody whom the player knows. */
export function personIn(idea: Idea): string {
  if (idea.kind === 'nothing') return ''
  const text = toYou(idea.kind === 'wish' ? (idea.verb ?? idea.words) : idea.words).replace(/^Your?\b/, (word) =>
    word.toLowerCase(),
  )
  const found = someone.exec(text)
  if (!found || found.index > 45) return ''
  const isMeant =
    idea.kind === 'wish'
      ? (cares.test(text) || /\b(?:birthday|surprise|farewell|goodbye|retirement|get well)\b/i.test(text)) &&
        !beforeOthers.test(text) &&
        !/\b(?:homework|learn|math|chess|reading|spelling|writing)\b/i.test(text)
      : troubles.test(text) && found.index <= 8
  if (!isMeant) return ''
  return /^(?:grandma|grandpa|mom|mum|dad)$/.test(found[0]) ? `your ${found[0]}` : found[0]
}

const lasting =
  /^((?:your|the|our) (?:[\w'-]+ ){0,5}?[\w'-]+) (?:is|are|might|will|may|could|has|have|was|were|needs?|closes|closed)\b/i

const particles = /^\S+\s+(?:(?:up|out|off|back|down|on|about)\s+)?/
const until =
  /\s(?:for|so|because|who|that|which|with|in|at|on|to|near|from|by|before|after|and|or|but|when|if|about|where)\s.*$|[,(].*$/i

/** "Letters to kids in Ukraine". */
const handing = /^to (?:send|give|write|bring|donate|deliver|make)\b.*?\sto\s((?:the |your |a |an )?[^,]+)$/i
const purpose = /\sfor\s((?:the |your |a |an )?[^,]+)$/i

/** What it is good for, in the idea's own words: "soldiers", "your team". */
export function purposeOf(idea: Idea): string {
  const words = idea.words.replace(/\s(?:when|because|so|before|until|while)\s.*$/i, '')
  const found = idea.kind === 'wish' ? (purpose.exec(words)?.[1] ?? handing.exec(words)?.[1] ?? '') : ''
  const isClear =
    wordsOf(found).length <= 8 &&
    !/^(?:free|fun|sure|good|all|it|them|a (?:day|week|month|year|while|change))\b/i.test(found)
  return isClear && isName(found) ? found : ''
}

const pets =
  /^(?:(?:to )?(?:find|look for|search for|help|take care of|train|walk|feed|play with|cheer up) )?(your (?:[\w-]+ ){0,2}(?:dog|puppy|cat|kitten|hamster|bunny|rabbit|guinea pig|gerbil|pet|parrot|budgie|goldfish|tortoise|pony|horse))\b(?!')/i

/** "your old dog", where the idea is about the player's own. */
export const petIn = (idea: Idea): string => (pets.exec(idea.words)?.[1] ?? '').replace(/^Y/, 'y')

/** What has only been named, in a few words: "phone addiction". */
export function namedBy(idea: Idea): string {
  if (idea.kind !== 'quote' || wordsOf(idea.words).length > 5 || !isName(idea.words)) return ''
  const name = bare(idea.words).replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())
  return wordsOf(name).some((word) =>
    /^(?:i|my|me|we|our|is|are|was|were|has|have|need|needs|should|can|can't|want|wants|don't|stop|no|not|and|why|how|what|who|please|ok|yes|hi|hello)$/.test(
      word,
    ),
  ) || !/^[a-z' -]{4,}$/i.test(name)
    ? ''
    : name
}

const habit =
  /^(?:be|wear|use|drink|eat|walk|ride|bike|sleep|exercise|smile|recycle|vote|respect|turn off|switch off|put away|save (?:energy|water)|quit|stop \w+ing)\b(?!(?:(?! when ).)*\b(?:your|you|yourself)\b)/i
const should =
  /^(?:more |all |young |other |most )?(?:people|kids|everyone|everybody|students|teens|adults|drivers|parents|we|schools|boys|girls|children|grown-ups|dog owners) (?:should|need to|must|have to|ought to) (?!not\b|never\b|be (?:allowed|able|banned|more)\b|have\b|get\b)(?:all |really |also )?(.{3,60})$/i

/** What everyone could do about it, after "to", if the idea says it. */
export function deedIn(idea: Idea): string {
  if (idea.kind === 'wish')
    return idea.verb && idea.verb.length <= 60 && habit.test(idea.verb)
      ? idea.verb.replace(/\s(?:when|because|so)\s.*$/i, '')
      : ''
  const deed = idea.kind === 'fact' ? (should.exec(idea.words)?.[1] ?? '') : ''
  return isName(deed) ? deed.replace(/^know about /, 'find out about ').replace(/^know /, 'learn ') : ''
}

/** What would be lost: "stop the highway through our forest". */
export const threatenedIn = (idea: Idea): string =>
  /^to stop .* (?:through|in|on|of|near) ((?:your|the) [\w ]{3,30})$/i.exec(idea.words)?.[1] ?? ''

/** What the plan is about, as it can stand after a verb: "the music room". */
export function subjectOf(idea: Idea): string {
  if (idea.kind === 'fact') {
    const found = lasting.exec(idea.words)?.[1] ?? 'it'
    return found.replace(/^\w/, (letter) => letter.toLowerCase())
  }
  if (idea.kind !== 'wish') return 'it'
  const text = (idea.verb ? idea.verb.replace(particles, '') : idea.words).replace(until, '').trim()
  const isShort = text.length > 1 && text.length <= 40 && wordsOf(text).length <= 6
  return isShort && isName(text) && !/^(?:something|things?|stuff|it|them)$/i.test(text) ? text : 'it'
}
