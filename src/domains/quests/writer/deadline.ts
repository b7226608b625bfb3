import * as chrono from 'chrono-node/en'
import { DAY_MS } from '../../../services/durations.ts'
import { normalise, wordsOf } from '../../../services/text/normalise.ts'
import { calendar } from './content.ts'

export interface Deadline {
  /** "by Friday", as it was said. */
  when: string
  /** Whole days from today, at least 1. */
  days: number
}

const hurries = new Set(calendar.hurries.split('|').map((words) => words.trim()))
const said = new Map(Object.entries(calendar.said))

const MAX_LENGTH = 300
/** Characters of an answer that says "now" and little else. */
const LONGEST_HURRY = 12
const MAX_DAYS = 366
const before = new Set(calendar.before.split(/\s+/).map((words) => words.replaceAll('_', ' ')))
/** What needs no word before it to be a deadline. */
const alone = /^(?:today|tonight|tomorrow|(?:this|next) (?:week|weekend|month)|in \S+ (?:days?|weeks?|months?))/i

/**
 * When a quest should be done: from the answer to that question, whatever date it names, or from the idea, where a
 * date follows "by" or "before". Relative to `now`.
 */
export function deadlineOf(answer: string, idea: string, now: Date): Deadline | undefined {
  return (answer ? dateIn(answer, now, false) : undefined) ?? dateIn(idea, now, true)
}

function dateIn(text: string, now: Date, isIdea: boolean): Deadline | undefined {
  const read = text.slice(0, MAX_LENGTH)
  for (const { index, text: found, start } of chrono.casual.parse(read, now, { forwardDate: true })) {
    const lead = leadOf(read.slice(0, index))
    // "You are now …" names no date.
    if (/^now$/i.test(found) && read.trim().length > LONGEST_HURRY) continue
    if (isIdea && !lead && !alone.test(found)) continue
    const days = Math.ceil((start.date().getTime() - now.getTime()) / DAY_MS)
    if (days >= 0 && days <= MAX_DAYS) return { when: phrased(lead, found), days: Math.max(1, days) }
  }
  return named(read, now, isIdea)
}

/** The word before a date that makes it a deadline: "by", "before the". */
function leadOf(textBefore: string): string {
  const words = wordsOf(normalise(textBefore)).slice(-3)
  if (/^(?:the|my|our|end|of)$/.test(words.at(-1) ?? '')) words.pop()
  return [words.at(-1) ?? '', words.slice(-2).join(' ')].find((it) => before.has(it)) ?? ''
}

function phrased(lead: string, text: string): string {
  const said = text.replace(/^[\s,]+/, '')
  if (/^(?:in|within|by|before|until|till|today|tonight|tomorrow|this|next|on)\b/i.test(said))
    return said.toLowerCase().startsWith('in ') ? said.toLowerCase() : said
  return `${lead || 'by'} ${said}`
}

/** A day of the calendar, a season, or a hurry. */
function named(text: string, now: Date, isIdea: boolean): Deadline | undefined {
  const words = ` ${wordsOf(normalise(text)).join(' ').replaceAll("'", '')} `
  const isMeant = (at: number) => at >= 0 && (!isIdea || leadOf(words.slice(0, at)) !== '')
  for (const name of [...Object.keys(calendar.fixed), ...Object.keys(calendar.moving)]) {
    const at = words.indexOf(` ${name} `)
    const date = isMeant(at) ? dateOf(name, now) : undefined
    if (date) return by(name, words.slice(0, at), date, now)
  }
  const [hurry, days] = Object.entries(calendar.soon).find(([name]) => words.includes(` ${name} `)) ?? []
  if (!hurry || !days || isIdea) return undefined
  return { when: hurries.has(hurry) ? hurry : `by the end of the ${hurry}`, days }
}

/** The next day of a name: fixed in every year, or moving. */
function dateOf(name: string, now: Date): Date | undefined {
  const day = calendar.fixed[name]
  if (day !== undefined) return nextDay(day, now)
  return calendar.moving[name]?.map((it) => new Date(`${it}T12:00:00Z`)).find((it) => it > now)
}

function nextDay(day: string, now: Date): Date {
  const dateIn = (year: number) => new Date(`${year}-${day}T12:00:00Z`)
  const date = dateIn(now.getUTCFullYear())
  return date > now ? date : dateIn(now.getUTCFullYear() + 1)
}

/** "by Christmas", "before the winter", "before it snows". */
function by(name: string, textBefore: string, date: Date, now: Date): Deadline {
  const lead = leadOf(textBefore) || (name.startsWith('it ') ? 'before' : 'by')
  return {
    when: `${lead === 'within' ? 'by' : lead} ${said.get(name) ?? name}`,
    days: Math.max(1, Math.ceil((date.getTime() - now.getTime()) / DAY_MS)),
  }
}
