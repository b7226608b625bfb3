import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { type Choose, chooseBy, type Slots, type Voice } from '../../../services/grammar.ts'
import { withoutRudeness } from '../../../services/safety/rude.ts'
import { wordsOf } from '../../../services/text/normalise.ts'
import { clip, plain } from '../../../services/text/plain.ts'
import { type Answers, answered, readAnswers } from './answers.ts'
import { type Frame, type Hazard, measures, sentences } from './content.ts'
import { type Deadline, deadlineOf } from './deadline.ts'
import { hazardIn, recogniseFrame } from './frame.ts'
import { type Measures, measure } from './measures.ts'
import { askedOf, writeQuestions } from './questions.ts'
import { type Reading, voiceOf } from './reading.ts'
import { slotsOf } from './slots.ts'
import { type Topic, topicOf } from './topic.ts'

const LONGEST_IDEA = 300
const LONGEST_NAME_WORDS = 3

/** A request as the writer understood it. */
export interface Story {
  request: QuestRequest
  voice: Voice
  pick: Choose
  answers: Answers
  slots: Slots
  topic: Topic | undefined
  deadline: Deadline | undefined
  frame: Frame | undefined
  frameName: string | undefined
  /** Kind of the noun that the idea is about. */
  subject: string | undefined
  hazard: Hazard | undefined
  isForeign: boolean
}

/** Reads what a quest may say again. Nothing of it is said where the writer does not know the language. */
export function readStory(request: QuestRequest, reading: Reading, now: Date): Story {
  const { mission_idea: idea, age_range, seed } = request
  const answers = readAnswers(request, askedOf(request, reading), () => writeQuestions(request, reading))
  const { outcome, detail, which, where, who } = answers
  const { frame, name } = recogniseFrame(idea, `${outcome} ${detail}`.trim(), which)
  const isEnglish = reading.language === 'en' && !reading.isForeign
  const defaults = frame?.defaults ?? sentences.defaults
  const { subject, ...slots } = isEnglish
    ? slotsOf({ ...answers, idea: plain(idea) }, defaults)
    : { ...sentences.defaults, thing_one: sentences.defaults.thing, subject: undefined }
  const read = [
    { text: idea, weight: 1 },
    ...[outcome, who, answers.whom, answers.mode, detail].map((text) => ({ text, weight: 0.5 })),
    { text: where, weight: 0.3 },
  ]
  return {
    request,
    voice: voiceOf(request),
    pick: chooseBy(seed),
    answers,
    slots: {
      ...slots,
      idea: clip(withoutRudeness(plain(idea)), LONGEST_IDEA),
      name: nameOf(request.nickname),
    },
    topic: topicOf(read),
    deadline: isEnglish ? deadlineOf(answers.when, plain(idea), now) : undefined,
    frame,
    frameName: name,
    subject,
    hazard: isEnglish ? hazardIn([idea, outcome, detail, where], age_range === 'Adult') : undefined,
    isForeign: reading.isForeign,
  }
}

/** A nickname that looks like one. */
function nameOf(nickname = ''): string {
  const name = answered(nickname)
  return wordsOf(name).length <= LONGEST_NAME_WORDS &&
    /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._'-]*[\p{L}\p{M}\p{N}])?$/u.test(name)
    ? name
    : ''
}

/** How hard it is and how long it takes: by the kind of doing, or where that is not known, by the mode. */
export const measureOf = ({ request, answers, deadline }: Story, frame: Frame | undefined): Measures =>
  measure(request.age_range, request.help_mode, {
    base: frame ?? { days: measures.days[request.help_mode], effort: 2 },
    said: [request.mission_idea, answers.outcome, answers.who, answers.mode].join(' ; '),
    who: answers.who,
    deadlineDays: deadline?.days,
  })
