import { type Frame, lexicon } from './content.ts'
import { nounOf, setOf, singularOf } from './lexicon.ts'
import { type Phrase, phrasesOf } from './phrases.ts'

/** What the texts of a frame may say of the player's subject. Each is a noun phrase that we know, or the frame's own. */
interface SubjectSlots {
  thing: string
  /** The same in the singular, as it stands before another noun. */
  thing_one: string
  the_thing: string
  whom: string
  at_place: string
}

interface Told {
  idea: string
  who: string
  whom: string
  where: string
}

const isCreature = ({ kind }: Phrase) => kind === 'person' || kind === 'group' || kind === 'animal'
const MAX_LENGTH = 38

/** How well a phrase says what an idea is about. */
function weightOf(phrase: Phrase): number {
  const byKind = {
    person: 1,
    group: 0.6,
    place: 1,
    unknown: 1.2,
    animal: 2.4,
    thing: 2,
    plant: 2.2,
    food: 2,
    activity: 2.2,
    event: 2,
    topic: 2.2,
  }
  const isAside = asides.has(phrase.preposition)
  return (
    byKind[phrase.kind] +
    (phrase.isObject ? 0.9 : 0) +
    (phrase.words.includes(' ') ? 0.3 : 0) -
    (isAside ? 0.9 : 0) +
    (phrase.preposition === 'about' ? 1 : 0) -
    phrase.at * 0.02
  )
}

const bestOf = (phrases: Phrase[]) =>
  phrases
    .filter(({ words }) => words.length <= MAX_LENGTH)
    .reduce<Phrase | undefined>((best, it) => (!best || weightOf(it) > weightOf(best) ? it : best), undefined)

export function slotsOf(
  { idea, who, whom, where }: Told,
  defaults: Frame['defaults'],
): SubjectSlots & { subject: string | undefined } {
  const phrases = phrasesOf(idea)
  const subject = bestOf(phrases)
  const isPerson = subject !== undefined && (subject.kind === 'person' || subject.kind === 'group')
  // "Your brother" may be talked about, but "the brother list" may not be written.
  const label = subject === undefined || isPerson ? defaults.thing : subject.words
  const helped = wholeOf(phrasesOf(whom).find(isCreature)) ?? wholeOf(helpedIn(phrases)) ?? servedBy(who)
  return {
    thing: label,
    thing_one: singularOf(label),
    the_thing: subject?.whole ?? defaults.the_thing,
    whom: helped ?? defaults.whom,
    at_place: placeIn(where) ?? placeOf(phrases) ?? defaults.at_place,
    subject: subject?.kind,
  }
}

const wholeOf = (phrase: Phrase | undefined) => (phrase && phrase.whole.length <= MAX_LENGTH ? phrase.whole : undefined)

/** Whom an idea is for: after "for", or as what it is done to. */
const helpedIn = (phrases: Phrase[]) =>
  phrases.find((it) => isCreature(it) && it.preposition === 'for') ??
  phrases.find((it) => isCreature(it) && it.isObject)

/** `who` tells who does it or whom it helps; only animals and "for …" are surely the latter. */
function servedBy(who: string): string | undefined {
  const phrase = phrasesOf(who).find(isCreature)
  return phrase && (phrase.kind === 'animal' || phrase.preposition === 'for') ? wholeOf(phrase) : undefined
}

const isPlace = ({ kind }: Phrase) => kind === 'place'
const asides = setOf(lexicon.asides)
const where = setOf(lexicon.where)

/** "at the local park": with the preposition that was said, or the one that the place takes. */
function placed({ preposition, whole, words }: Phrase): string | undefined {
  const own =
    nounOf(words.toLowerCase())?.preposition ?? nounOf(words.toLowerCase().split(' ').at(-1) ?? '')?.preposition
  const said = where.has(preposition) ? preposition : own
  return said && whole.length <= MAX_LENGTH ? `${said} ${whole}` : undefined
}

const placeOf = (phrases: Phrase[]) => {
  const phrase = phrases.find((it) => isPlace(it) && where.has(it.preposition))
  return phrase && placed(phrase)
}

function placeIn(answer: string): string | undefined {
  const phrase = phrasesOf(answer).find(isPlace)
  return phrase && placed(phrase)
}
