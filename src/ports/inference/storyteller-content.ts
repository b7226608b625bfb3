import type { StorytellerContent } from '../../../schemas/content/storyteller.ts'
import compiled from './storyteller.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it: parsing YAML at the start would cost a hundred times as much. */
export const { openings, turns, details, flavours, questions, ...words }: StorytellerContent = compiled

export type Mood = keyof StorytellerContent['turns']
export type Manner = keyof StorytellerContent['manners']

export const small = new Set(words.small.split(' '))
export const adjectives = new Set(words.adjectives.split(' '))
export const moods = signsOf(words.moods)
export const manners = signsOf(words.manners)

/** Each name with the pattern of its signs: whole words, or with * the beginnings of words. */
function signsOf<Name extends string>(signs: Record<Name, string>): [Name, RegExp][] {
  const pattern = (text: string) =>
    text
      .split(' ')
      .map((sign) => (sign.endsWith('*') ? sign.slice(0, -1) : `${sign}\\b`).replaceAll('_', ' '))
      .join('|')
  return (Object.entries(signs) as [Name, string][]).map(([name, text]) => [
    name,
    new RegExp(`\\b(?:${pattern(text)})`),
  ])
}
