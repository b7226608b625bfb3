import { readFileSync } from 'node:fs'
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
import { loadClassifier, type Model } from '../../../services/text/classifier.ts'

// Compiled from content/ by `npm run content`, which checks it against these types.
type WithoutExamples<T> = Omit<T, 'examples' | 'look_alikes'>
export type Frame = WithoutExamples<FrameContent>
export type Hazard = WithoutExamples<HazardContent>
export type Language = WithoutExamples<LanguageContent>

const compiled = (file: string) => new URL(`./compiled/${file}`, import.meta.url)
// Read, not imported: an imported file stays in memory as text, too.
const read = <T>(name: string): T => JSON.parse(readFileSync(compiled(`${name}.json`), 'utf8')) as T

export const frames = read<Record<string, Frame>>('frames')
export const hazards = read<Hazard[]>('hazards')
export const languages = read<Record<string, Language> & { en: Language }>('languages')
export const topics = read<TopicsContent>('topics')
export const lexicon = read<Required<LexiconContent>>('lexicon')
export const sentences = read<SentencesContent>('sentences')
export const answers = read<AnswersContent>('answers')
export const adults = read<AdultsContent>('adults')
export const prompt = read<PromptContent>('prompt')
export const measures = read<MeasuresContent>('measures')
export const calendar = read<CalendarContent>('calendar')

const classifier = (name: string) => loadClassifier(read<Model>(name), compiled(`${name}.weights`))
export const frameClassifier = classifier('frames-model')
export const hazardClassifier = classifier('hazards-model')
