import { daysIn } from './duration.ts'
import { isName, phrased, small, wordsOf } from './phrases.ts'
import { capital, quoted } from './text.ts'

export type Deadline = {
  /** "by Friday", "in 3 days": follows a verb. Empty where it names no date. */
  when: string
  /** The same, or "as soon as you can". */
  done: string
  /** The player's own words, quoted, where they fit no sentence. */
  said: string
  days?: number
}

const hurry = /^(?:asap|as soon as possible|soon|quick(?:ly)?|now|right away|immediately|urgent(?:ly)?)$/i
const leading = /^(?:by|before|until|till|in|within|on|during|over|around|after|next|this|today|tomorrow|tonight)\b/i
/** They need no number to be a date: "before election day". */
const clear = /^(?:by|before|until|till|after|next|this|during|over)\s/i
const repeated = /^(?:for|every|at|each)\b/i
const span =
  /^(?:about |around |maybe |like )?(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple(?: of)?|half an?) ?(?:day|week|month|hour|fortnight|year)s?$/i
const needsArticle = /^(?:end|beginning|middle|start|school year|semester|holidays)\b/i

const names =
  /\b(?:january|february|march|april|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|christmas|easter|halloween|thanksgiving)\b/g

/** "Friday" is "by Friday", "2 weeks" is "in 2 weeks"; nothing, where it is no date that we know. */
function adverbial(name: string, days: number | undefined): string {
  if (!isName(name) || repeated.test(name) || (days === undefined && !clear.test(name))) return ''
  if (leading.test(name)) {
    const [first = '', ...rest] = name.split(' ')
    return [first.toLowerCase().replace(/^(?:until|till)$/, 'by'), ...rest].join(' ')
  }
  if (span.test(name)) return `in ${name.replace(/^(?:maybe|like) /i, '').toLowerCase()}`
  if (/^weekend$/i.test(name)) return 'this weekend'
  return wordsOf(name).length > 5 ? '' : `by ${needsArticle.test(name) ? 'the ' : ''}${small(name)}`
}

/** When it should be done, in words that follow a verb; or else in the player's own. */
export function deadlineOf(answer: string): Deadline {
  if (!answer) return { when: '', done: '', said: '' }
  const days = daysIn(answer)
  const name = phrased(answer, 60)
  if (hurry.test(name)) return { when: '', done: 'as soon as you can', said: '', days }
  const when = adverbial(name, days).replace(names, capital)
  return { when, done: when, said: when ? '' : quoted(answer, 60), days }
}
