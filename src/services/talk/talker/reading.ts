import { normalise, wordsOf } from '../../text/normalise.ts'
import { plain as plainText } from '../../text/plain.ts'
import { type Kind, kindClassifier, type Topic, topics, yours } from '../content.ts'
import { inFull } from '../contractions.ts'
import { sentencesOf } from '../sentences.ts'

/** What was understood of what a caller said. */
export interface Reading {
  kind: Kind
  topic: Topic | undefined
  /** What is the caller's own, and reads well after "your". */
  thing: string | undefined
  /** A name that was given to somebody or to an animal; of the caller: `ownName`. */
  name: string | undefined
  ownName: string | undefined
  isQuestion: boolean
}

/** Below this probability a kind is not trusted; where a wrong answer would hurt, it must be likelier. */
const [SURE, CERTAIN] = [0.28, 0.42]
const delicate = new Set<Kind>([
  'good_news',
  'bad_news',
  'insult',
  'anger',
  'lonely',
  'romance',
  'order',
  'professional',
])
/** Sentences of one turn that are read. */
const MAX_SENTENCES = 6

/** Of several things said in one turn, the first of these is answered. */
const order: Kind[] = [
  ...(['order', 'romance', 'professional', 'human', 'bad_news', 'insult', 'good_news', 'worry', 'lonely'] as const),
  ...([
    'recall',
    'advice',
    'opinion',
    'who',
    'why_call',
    'joke',
    'play',
    'story',
    'about_you',
    'setback',
    'plan',
    'anger',
  ] as const),
  ...(['confused', 'repeat', 'move', 'busy', 'likes', 'telling', 'knowledge', 'mood', 'delight', 'laughter'] as const),
  ...(['compliment', 'apology', 'thanks', 'how_are_you', 'no', 'yes', 'unsure', 'greeting', 'general'] as const),
]

export function readSaid(text: string): Reading {
  const said = plainText(text)
  const sentences = sentencesOf(said).slice(0, MAX_SENTENCES)
  const kinds = sentences.map((sentence) => withoutEnd(kindOf(sentence), sentence))
  const first = kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))[0] ?? 'general'
  const words = wordsOf(normalise(said))
  return {
    kind: isGoodbye(said) ? 'goodbye' : tellsMore(first, kinds, sentences) ? 'telling' : first,
    topic: topicOf(words, ownership.test(said)),
    thing: thingOf(words),
    name: /(?:called|named|name is|name was|name's) (\p{Lu}\p{Ll}{1,19})(?!\p{L})/u.exec(said)?.[1],
    ownName: /\b[Mm]y name(?: is|'s) (\p{Lu}\p{Ll}{1,19})(?!\p{L})/u.exec(said)?.[1],
    isQuestion: said.endsWith('?') || asks.test(said),
  }
}

/** A call is not ended on a likeness: what only sounds like the end is met with the offer to talk another time. */
const withoutEnd = (kind: Kind, sentence: string): Kind =>
  kind !== 'goodbye' ? kind : sentence.split(' ').length > 5 ? 'telling' : 'busy'

const slight = new Set<Kind>(['thanks', 'apology', 'yes', 'no', 'unsure', 'greeting', 'laughter', 'compliment'])
/** Something is told beside a word of thanks, of greeting …, though not of which kind. */
const tellsMore = (first: Kind, kinds: Kind[], sentences: string[]) =>
  slight.has(first) &&
  kinds.some(
    (kind, at) => kind === 'general' && /^(?:\S+ ){3}/.test(sentences[at] ?? '') && !sentences[at]?.endsWith('?'),
  )

const asks =
  /^(?:who|what|where|when|why|how|which|do you|are you|can you|could you|would you|did you|is it|have you)\b/i

/** The kind of one sentence, by the examples that it is most like. */
function kindOf(sentence: string): Kind {
  const probabilities = kindClassifier.probabilities(normalise(inFull(sentence)))
  const best = probabilities.reduce((best, it, at) => (it > (probabilities[best] as number) ? at : best), 0)
  const kind = kindClassifier.classes[best] as Kind
  return (probabilities[best] as number) < (delicate.has(kind) ? CERTAIN : SURE) ? 'general' : kind
}

/** Words that end a call, with nothing after them that asks for more. */
const farewell =
  /(?:^|[\s,.!;])(?:bye|good ?bye|bye-bye|see you(?: later| soon| tomorrow)?(?: alligator)?|see ya|good ?night|talk (?:to you )?(?:later|soon|tomorrow)|speak (?:to you )?(?:later|soon)|catch you later|until next time|i(?:'m| am) hanging up|(?:i )?(?:have|need|got|gotta) to (?:go|run)(?: now)?|i must go|gotta go|i should (?:go|let you go)|let's talk soon|so long)(?:[\s,.!]+(?:now|then|everyone|alex|brad|sarah|orrin|pia|dorte|captain|then|bye|thanks|thank you|love|dear|for now))*[\s.!]*$/i
/** In a longer sentence the words may tell of something else: "she said bye". */
const reported =
  /\b(?:said|say|says|saying|told|wave[ds]?|kiss\w*|without|never|didn't|couldn't|want(?:ed)? to say) (?:\w+ ){0,2}(?:good ?)?bye|\bif you\b.*\?$/i

/** Whether the caller ends the call. */
export function isGoodbye(text: string): boolean {
  const said = plainText(text)
  const last = sentencesOf(said).slice(-2)
  return last.some((sentence, at) => {
    const isLast = at === last.length - 1
    if (!farewell.test(sentence) || reported.test(sentence)) return false
    return isLast || !(last[last.length - 1] ?? '').endsWith('?')
  })
}

/** Signs that what is told about is the caller's. */
const ownership = /\b(?:my|our|mine|have|had|got|getting|we|his name|her name)\b/i

function topicOf(words: string[], isOwn: boolean): Topic | undefined {
  let best: { topic: Topic; count: number } | undefined
  for (const topic of topics) {
    if (topic.own && !isOwn) continue
    const count = words.filter((word, at) => topic.words.has(word) && !idioms.has(`${words[at - 1]} ${word}`)).length
    if (count > (best?.count ?? 0)) best = { topic, count }
  }
  return best?.topic
}

/** Words that mean something else after these. */
const idioms = new Set(['good evening', 'good night', 'of course', 'not work', 'it works', 'a test'])

function thingOf(words: string[]): string | undefined {
  const at = words.findIndex((word, at) => word === 'my' && yours.has(words[at + 1] ?? ''))
  // "My interview partner" is somebody.
  return at === -1 || /^(?:partner|friend|mate|boss|teacher)$/.test(words[at + 2] ?? '') ? undefined : words[at + 1]
}
