import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { AgeRange, HelpMode, QuestPlan, QuestRequest } from '../../schemas/quests/plan.ts'
import { readRequest } from '../../src/domains/quests/writer/reading.ts'
import { writeQuest } from '../../src/domains/quests/writer/write.ts'

const FILE = 'test/domains/quests/held-out.yaml'
const now = new Date('2026-11-26T12:00:00Z')

/** An idea, and what would be right about its quest. */
export interface Idea {
  text: string
  age?: string
  mode?: HelpMode
  frames?: string[]
  /** Cheering would be wrong. */
  quiet?: boolean
}
export interface Line {
  text: string
  language: string
}
export interface HarmfulLine extends Line {
  class: string
}
export type AnsweredIdea = Idea & Pick<QuestRequest, 'who' | 'where' | 'outcome' | 'clarifications'>

/** What the writer has never seen. */
export interface HeldOut {
  safety: HarmfulLine[]
  look_alikes: Line[]
  hazards: { text: string; about: string }[]
  mainstream: Idea[]
  unusual: Idea[]
  answers: AnsweredIdea[]
  languages: Line[]
  ambition: { small: string; big: string; mode: HelpMode; age: string }[]
}

export const readHeldOut = async () => parse(await readFile(FILE, 'utf8')) as HeldOut

const ageOf = (age?: string) => (age?.toLowerCase() === 'adult' ? 'Adult' : (age as AgeRange | undefined))

export function requestOf({ text, age, mode = 'solo', frames: _f, quiet: _q, ...answers }: AnsweredIdea, seed = 0) {
  const age_range = ageOf(age)
  return { mission_idea: text, help_mode: mode, seed, ...(age_range ? { age_range } : {}), ...answers } as QuestRequest
}

export const questFor = (request: QuestRequest): QuestPlan => writeQuest(request, readRequest(request, []), now)
