import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { numberOf } from './numbers.ts'
import { wordsOf } from './phrases.ts'

const unitDays: Record<string, number> = {
  day: 1,
  week: 7,
  month: 30,
  year: 90,
  hour: 1,
  minute: 1,
  fortnight: 14,
  weekend: 7,
}

/**
 * What people say about time, in days. There is no clock here, so that a request always gives the same quest: a weekday
 * is half a week away, a season or a holiday six weeks.
 */
const spoken: [RegExp, number][] = [
  [/\b(?:today|tonight|right now|this (?:morning|afternoon|evening)|tomorrow)\b/, 1],
  [/\b(?:asap|as soon as possible|soon|quick(?:ly)?|right away|immediately|urgent(?:ly)?)\b/, 7],
  [/\bnext weekend\b/, 10],
  [/\bweekend\b/, 4],
  [/\bnext week\b/, 10],
  [/\b(?:this|the|of the) week\b/, 5],
  [/\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/, 5],
  [/\bnext month\b/, 30],
  [/\b(?:this|of the) month\b/, 15],
  [/\b(?:next year|school year|semester|term|quarter)\b/, 60],
  [
    /\b(?:spring|summer|fall|autumn|winter|frost|snow|christmas|xmas|easter|valentine'?s?|halloween|thanksgiving|hanukkah|ramadan|eid|diwali|holidays?|vacation|break|birthday|new year|earth day)\b/,
    45,
  ],
  [/\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/, 45],
]

/** Days until the player wants to be done, if that can be told from the words. */
export function daysIn(text: string): number | undefined {
  const words = wordsOf(text)
  for (const [at, word] of words.entries()) {
    const days = unitDays[word.replace(/s$/, '')]
    const before = words[at - 1] === 'of' ? words[at - 2] : words[at - 1]
    const many = /^(?:an?|one)$/.test(before ?? '') ? 1 : before && numberOf(before)
    if (days && many) return Math.min(90, Math.max(1, Math.round(days * many)))
  }
  return spoken.find(([words]) => words.test(text.toLowerCase()))?.[1]
}

const usual = { supplies: 14, awareness: 10, helpers: 14, solo: 7 }
/** A week is long for an eight-year-old; an adult fits it in between other things. */
const patience = { '8-11': 0.5, '12-15': 1, '16-18': 1.25, Adult: 1.5 }

/** Nobody plans in nine days, or in eighteen. */
const common = [3, 4, 5, 7, 10, 14, 21, 28]

/** How long it takes: as long as the player says, or else by what is to be done, how much of it, and by whom. */
export function durationOf({ help_mode, age_range }: QuestRequest, told: number | undefined, much: number): number {
  const most = age_range === '8-11' ? 30 : 90
  if (told !== undefined) return Math.min(told, most)
  const days = (usual[help_mode] + (much >= 200 ? 14 : much >= 50 ? 7 : 0)) * (age_range ? patience[age_range] : 1)
  return Math.min(
    most,
    common.reduce((near, one) => (Math.abs(one - days) < Math.abs(near - days) ? one : near)),
  )
}

/** "about two weeks" */
export function spelled(days: number): string {
  if (days === 1) return 'one day'
  if (days % 30 === 0) return days === 30 ? 'a month' : `${days / 30 === 2 ? 'two' : 'three'} months`
  if (days % 7 === 0 && days < 30) return ['a week', 'two weeks', 'three weeks', 'four weeks'][days / 7 - 1] as string
  return `${days} days`
}
