import type {
  AdultsContent,
  AnswersContent,
  CalendarContent,
  FrameContent,
  HazardContent,
  LanguageContent,
  LexiconContent,
  MeasuresContent,
  PromptContent,
  SentencesContent,
  TopicsContent,
} from '../../../../schemas/content/quests.ts'
import { loadClassifier } from '../../../services/text/classifier.ts'
import adultsJson from './compiled/adults.json' with { type: 'json' }
import answersJson from './compiled/answers.json' with { type: 'json' }
import calendarJson from './compiled/calendar.json' with { type: 'json' }
import framesJson from './compiled/frames.json' with { type: 'json' }
import framesModel from './compiled/frames-model.json' with { type: 'json' }
import hazardsJson from './compiled/hazards.json' with { type: 'json' }
import hazardsModel from './compiled/hazards-model.json' with { type: 'json' }
import languagesJson from './compiled/languages.json' with { type: 'json' }
import lexiconJson from './compiled/lexicon.json' with { type: 'json' }
import measuresJson from './compiled/measures.json' with { type: 'json' }
import promptJson from './compiled/prompt.json' with { type: 'json' }
import sentencesJson from './compiled/sentences.json' with { type: 'json' }
import topicsJson from './compiled/topics.json' with { type: 'json' }

// Compiled from content/ by `npm run content`, which checks it against these types.
type WithoutExamples<T> = Omit<T, 'examples' | 'look_alikes'>
export type Frame = WithoutExamples<FrameContent>
export type Hazard = WithoutExamples<HazardContent>
export type Language = WithoutExamples<LanguageContent>

export const frames = framesJson as unknown as Record<string, Frame>
export const hazards = hazardsJson as unknown as Hazard[]
export const languages = languagesJson as unknown as Record<string, Language> & { en: Language }
export const topics = topicsJson as unknown as TopicsContent
export const lexicon = lexiconJson as unknown as Required<LexiconContent>
export const sentences = sentencesJson as unknown as SentencesContent
export const answers = answersJson as unknown as AnswersContent
export const adults = adultsJson as unknown as AdultsContent
export const prompt = promptJson as unknown as PromptContent
export const measures = measuresJson as unknown as MeasuresContent
export const calendar = calendarJson as unknown as CalendarContent

const weights = (name: string) => new URL(`./compiled/${name}.weights`, import.meta.url)
export const frameClassifier = loadClassifier(framesModel, weights('frames-model'))
export const hazardClassifier = loadClassifier(hazardsModel, weights('hazards-model'))
