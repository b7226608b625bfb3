import type { StepContent } from '../../../../schemas/content/quests.ts'
import type { QuestPlan } from '../../../../schemas/quests/plan.ts'
import { type Choose, render } from '../../../services/grammar.ts'
import { clip } from '../../../services/text/plain.ts'
import { wordList } from '../../../services/text/word-list.ts'
import { adults, sentences } from './content.ts'
import { countIn } from './numbers.ts'
import type { Story } from './story.ts'
import { capital, full, say, typeset } from './typeset.ts'

/** SGXP of the steps, in their order. */
export const REWARDS = [10, 15, 20, 25, 30]
const LONGEST_ANSWER = 140
export const MAX_NOTES = 3

const hasAdult = wordList(adults.en?.adults ?? '')

/** The answers, quoted, with what they answer. */
export function also({ answers, voice }: Story): string {
  const parts = (['who', 'where', 'outcome', 'whom', 'mode', 'detail'] as const)
    .filter((name) => answers[name] !== '')
    .map((name) => render(sentences.answers[name], { text: clip(answers[name], LONGEST_ANSWER) }, voice))
  return render(sentences.also, { answers: parts.join(', ') }, voice)
}

/** How long it takes, or by when it has to be done. */
export function time({ deadline, pick, voice }: Story, days: number): string {
  const span = render(sentences.spans[days] ?? sentences.spans.other ?? '', { count: String(days) }, voice)
  const templates = deadline ? sentences.deadline : sentences.time
  return render(pick('time', templates), { when: deadline?.when ?? '', span }, voice)
}

/** Kinds of subjects that are themselves what is collected. */
const named = new Set<string>(['thing', 'food', 'plant', 'activity', 'event'])

/** What a step says beyond its plan: a number that was named, what is usually collected, the outcome that was wanted. */
export function extra({ request, answers, topic, slots, subject, frameName, voice }: Story, at: number): string {
  const { outcome, mode } = answers
  if (at === 4) return render(sentences.outcome, { text: clip(outcome, LONGEST_ANSWER) }, voice)
  if (at !== 1 || request.help_mode !== 'supplies') return ''
  const count = countIn(`${mode} ; ${request.mission_idea}`)
  const { goods = '', whom = '' } = topic?.supplies ?? {}
  const isOwn = subject !== undefined && named.has(subject)
  return (
    render(sentences.count, { ...slots, count }, voice) ||
    (isOwn || frameName === 'money' ? '' : render(sentences.goods, { goods, whom }, voice))
  )
}

/** A step, with the company that young players need for it. */
export function stepOf(content: StepContent, at: number, story: Story, more: string): QuestPlan['steps'][number] {
  const { pick, slots, voice } = story
  const title = render(content.title, slots, voice)
  const told = render(content.text, slots, voice)
  const isAlone = voice === 0 && !hasAdult(`${title} ${told}`)
  const companions = content.with ? sentences.company[content.with] : isAlone ? sentences.beside : undefined
  // One after the other, so that no two steps in a row end alike.
  const companion =
    companions &&
    render(some(pick, 'company', companions, companions.length)[at % companions.length] as string, slots, voice)
  return {
    id: at + 1,
    title: typeset(capital(title)),
    description: typeset(say(told, more, companion)),
    sgxp_reward: REWARDS[at] as number,
  }
}

/** Safety notes: on the adult, on the hazard, then some of `own`. */
export function notesOf({ request, hazard, pick, slots, voice }: Story, own: string[], helpline = ''): string[] {
  const adult = request.age_range ? pick('adult', sentences.adult_note) : sentences.any_age_note
  return [adult, helpline, hazard?.note ?? '', ...some(pick, 'notes', own, 2)]
    .map((text) => render(text, slots, voice))
    .filter((text) => text !== '')
    .slice(0, MAX_NOTES)
    .map((text) => typeset(full(text)))
}

/** So many of a list, from a place that the seed chooses. */
export function some(pick: Choose, name: string, list: string[], count: number): string[] {
  const start = pick(name, [...list.keys()]) ?? 0
  return Array.from({ length: Math.min(count, list.length) }, (_, at) => list[(start + at) % list.length] as string)
}
