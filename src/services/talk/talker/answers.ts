import type { Kind, VoicePool } from '../content.ts'
import type { State } from './state.ts'

/** What follows the first sentence: a question on the topic, a gentle one, another kind, a tale, or nothing. */
export type Then =
  | 'topic'
  | 'soft'
  | 'setback_ask'
  | 'advice_ask'
  | 'move_ask'
  | 'curious'
  | 'good_ask'
  | 'hello_ask'
  | 'general_ask'
  | 'tale'
  | 'nothing'

interface Answer {
  first: readonly VoicePool[]
  then: Then
}

const to = (then: Then, ...first: VoicePool[]): Answer => ({ first, then })

/** How each kind is answered. */
const answers: Record<Kind, Answer> = {
  greeting: to('hello_ask', 'hello'),
  how_are_you: to('topic', 'how'),
  good_news: to('good_ask', 'good'),
  bad_news: to('soft', 'bad'),
  worry: to('soft', 'worry'),
  anger: to('soft', 'anger'),
  lonely: to('soft', 'lonely'),
  mood: to('topic', 'mood'),
  telling: to('topic', 'telling'),
  plan: to('topic', 'plan'),
  likes: to('topic', 'likes'),
  setback: to('setback_ask', 'setback'),
  who: to('hello_ask', 'who'),
  about_you: to('topic', 'about', 'tales'),
  human: to('nothing', 'human', 'deflected'),
  recall: to('nothing', 'no_recall'),
  advice: to('advice_ask', 'advice'),
  professional: to('nothing', 'professional', 'deflected'),
  opinion: to('nothing', 'opinion'),
  knowledge: to('curious', 'unknown'),
  story: to('nothing', 'tales', 'about'),
  joke: to('nothing', 'joke', 'tales'),
  laughter: to('topic', 'laughter'),
  delight: to('topic', 'delight'),
  play: to('move_ask', 'play'),
  why_call: to('hello_ask', 'why_call'),
  move: to('move_ask', 'move'),
  yes: to('topic', 'yes'),
  no: to('topic', 'no'),
  unsure: to('topic', 'unsure'),
  insult: to('nothing', 'insult', 'deflected'),
  goodbye: to('nothing', 'goodbye'),
  busy: to('nothing', 'busy'),
  thanks: to('nothing', 'thanks'),
  compliment: to('topic', 'compliment'),
  romance: to('nothing', 'romance', 'deflected'),
  apology: to('topic', 'apology'),
  confused: to('hello_ask', 'confused'),
  repeat: to('nothing', 'repeat'),
  order: to('nothing', 'order', 'deflected'),
  general: to('general_ask', 'general'),
}

/** After sad news, what is told is met gently. */
const gently: Partial<Record<Kind, Answer>> = {
  telling: to('soft', 'gentle'),
  likes: to('soft', 'gentle'),
  general: to('soft', 'gentle'),
  yes: to('soft', 'gentle'),
  mood: to('soft', 'gentle'),
  plan: to('nothing', 'gentle_plan', 'plan'),
  greeting: to('soft', 'hello'),
}

/** Questions about what is in a story that is being played. */
const aboutPlay = new Set<Kind>(['general', 'advice', 'opinion', 'about_you', 'knowledge', 'why_call', 'telling'])

export function answerOf({ reading, isHeavy, isPlay, lastSaid, topic }: State): Answer {
  const { kind, isQuestion } = reading
  if (isPlay && isQuestion && aboutPlay.has(kind)) return to('move_ask', 'move_hear')
  if (kind === 'move' && !isPlay) return (isHeavy && gently.telling) || answers.telling
  if (kind === 'general' && isQuestion) return to('curious', 'unknown')
  // What answers a question, or names a topic, has been understood well enough.
  const heard = kind === 'general' && (lastSaid.includes('?') || topic) ? 'telling' : kind
  return (isHeavy && gently[heard]) || answers[heard]
}
