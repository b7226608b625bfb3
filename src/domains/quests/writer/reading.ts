import type { QuestIdea, QuestRequest } from '../../../../schemas/quests/plan.ts'
import type { Voice } from '../../../services/grammar.ts'
import { isDecided, isMild, readSignal, type Signal } from '../../../services/safety/safety.ts'
import { languageIn } from '../../../services/text/language.ts'
import { plain } from '../../../services/text/plain.ts'
import { saysNothing } from './answers.ts'
import { languages } from './content.ts'
import { recogniseFrame } from './frame.ts'

/** What every writer has to know of a request first. */
export interface Reading {
  signal: Signal
  /** Code of the language to answer in. */
  language: string
  /** Whether the player's own language is one that no quest is written in. */
  isForeign: boolean
}

/** A kind of doing that is recognised with this probability outweighs a mild doubt. */
const CLEAR = 0.7

/**
 * Reads the idea and every answer for what they ask of us, and in which language to answer: the idea's own, or where
 * that cannot be told, the first of `accepted` (as in Accept-Language) that quests are written in.
 */
export function readRequest(request: QuestIdea & Partial<QuestRequest>, accepted: readonly string[]): Reading {
  const { mission_idea, nickname, who, where, outcome, clarifications = {} } = request
  const answers = [nickname, who, where, outcome, ...Object.values(clarifications)].filter(
    (it = '') => !saysNothing(it),
  )
  // The keys are questions that the service or a model has asked; decisive phrases in one are still found.
  const signal = readSignal([mission_idea, ...answers, ...Object.keys(clarifications).filter(isDecided)])
  const told = languageOf(mission_idea, accepted)
  const isOutweighed =
    isMild(signal) && told.language === 'en' && recogniseFrame(mission_idea, '', '').probability >= CLEAR
  return { signal: isOutweighed ? { ...signal, verdict: 'plan' } : signal, ...told }
}

function languageOf(idea: string, accepted: readonly string[]): Pick<Reading, 'language' | 'isForeign'> {
  const own = languageIn(plain(idea))
  if (own !== undefined)
    return Object.hasOwn(languages, own) ? { language: own, isForeign: false } : { language: 'en', isForeign: true }
  const codes = accepted.map((tag) => tag.toLowerCase().split('-')[0] as string)
  const code = codes.find((code) => Object.hasOwn(languages, code))
  return { language: code ?? 'en', isForeign: code === undefined && codes.some((it) => it !== '*') }
}

/** Without an age, texts for players under 18 fit everybody. */
export const voiceOf = ({ age_range }: QuestIdea): Voice => (age_range === '8-11' ? 0 : age_range === 'Adult' ? 2 : 1)
