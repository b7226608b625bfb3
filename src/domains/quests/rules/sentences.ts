import { wordsOf } from './phrases.ts'
import { determiners, finite, verbs } from './words.ts'

const READ = 700
const COMMAS = 5
const links =
  /^(?:to|who|whom|whose|that|which|where|when|for|if|because|so|and|but|while|what|how|why|as|until|since|than)$/
const subjects =
  /^(?:i|we|you|he|she|it|they|there|it's|he's|she's|i'm|we're|they're|there's|nobody|everyone|everybody|people|kids)$/

const people = /^(?:people|kids|students|drivers|adults|teachers|boys|girls|teens|parents|children|neighbors)$/
const notVerbs =
  /^(?:in|at|of|on|from|with|without|who|that|whose|to|and|or|for|about|near|around|my|our|the|cancer|events?|day|week|club|party|games?|books?|room|like|under|over|as|by|not|all)$/
/** "buys", where "buy" is known. */
const isThirdPerson = (word: string) =>
  word.length > 3 && word.endsWith('s') && verbs.has(word.slice(0, -1)) && !nouns.test(word)
const nouns =
  /^(?:plants|plays|walks|runs|dances|drives|parks|works|hands|helps|brings|books|shares|visits|tests|prints|stands|cares|waters|weeds|watches|starts|swaps|shows|talks|calls|looks|keeps|saves|sounds|records|interviews|films|posts|swims|draws|builds|forms|funds|rakes)$/

/** A sentence has a verb of its own, rather than one that belongs to "to", "who" or "where". */
export function isSentence(words: string[]): boolean {
  const [first = ''] = words
  if (
    /^(?:too|no|not|lots|there|there's|nobody|everyone|everybody|someone|it|it's|he|she|they|this|that's|these|those)$/.test(
      first,
    )
  )
    return true
  if (people.test(first) && words.length > 2 && !notVerbs.test(words[1] ?? '')) return true
  const at = words.findIndex(
    (word, at) => finite.has(word) || (at > 1 && isThirdPerson(word) && /^(?:my|our|the|a)$/.test(first)),
  )
  const link = words.findIndex((word) => links.test(word) && word !== 'and')
  return at > 0 && at < 12 && (link < 0 || at < link)
}

const stating =
  /^(?:is|are|was|were|isn't|aren't|wasn't|weren't|should|shouldn't|would|will|won't|can|can't|must|has|hasn't|makes)$/
/** After these a whole sentence may follow: "make sure everyone is safe". */
const embedding =
  /^(?:make|let|show|tell|explain|teach|ask|see|prove|convince|remind|find|learn|check|say|inform|know|think|imagine|ensure|believe|write|remember)$/

/** Where a sentence that begins like a plan turns out to say how things are: "scatter litter everywhere is bad". */
const turning = (words: string[]): number => {
  const at = words.findIndex((word, at) => at > 0 && stating.test(word))
  const link = words.findIndex((word) => links.test(word) && word !== 'and')
  return at > 0 && (link < 0 || at < link) && !embedding.test(words[0] ?? '') ? at : -1
}

export const isAbout = (words: string[]): boolean => turning(words) > 0

/** "Water bottles are everywhere" is a sentence, "clean the park is important" is none. */
export function isImperative(words: string[]): boolean {
  const at = turning(words)
  const [first = '', second = ''] = words
  if (at <= 1 || !verbs.has(first)) return false
  const isMany = /[^s]s$/.test(words[at - 1] ?? '')
  const fits =
    !/^(?:is|isn't|was|wasn't|are|aren't|were|weren't|has|makes)$/.test(words[at] ?? '') ||
    isMany === /^(?:are|aren't|were|weren't)$/.test(words[at] ?? '')
  return !fits || at > 2 || determiners.has(second) || first === 'help'
}

const opens =
  /^(?:when|if|because|since|after|before|while|as|although|though|every|once|whenever|even|in|at|on|with|for|so)\b/i

/** Whether what stands after a comma says something of its own: ", cars drive too fast". */
function standsAlone(text: string): boolean {
  const words = wordsOf(text)
  const [first = '', second = ''] = words
  if (subjects.test(first)) return words.length > 1 && !/^(?:who|that|and|or)$/.test(second)
  if (/[^s]s$/.test(first) && verbs.has(second)) return true
  const at = words.findIndex((word) => finite.has(word))
  return at > 0 && at < 6 && !words.slice(0, at).some((word) => links.test(word) || word === 'or')
}

/** "More bike lanes, cars drive too fast" is two sentences; "cats, dogs and birds need food" is one. */
function parted(sentence: string): string[] {
  for (const { index } of [...sentence.matchAll(/,\s/g)].slice(0, COMMAS)) {
    const [left, right] = [sentence.slice(0, index), sentence.slice(index + 2)]
    const after = right.replace(/^(?:but|so|because|and|cause)\s+/i, '')
    if (wordsOf(left).length < 3 || opens.test(left)) continue
    if (standsAlone(after.slice(0, 100))) return [left, after]
  }
  return [sentence]
}

/** The sentences of an idea that say more than hello. */
export const sentencesOf = (text: string, greeting: RegExp): string[] =>
  text
    .slice(0, READ)
    .split(/(?<!\b(?:St|Mr|Mrs|Ms|Dr|vs|No)|[.!?…])[.!?…]+(?:\s+|$)|\s*;\s*|\s+-+\s+|\n/)
    .flatMap(parted)
    .filter((sentence) => wordsOf(sentence.replace(greeting, '')).length > 1)
