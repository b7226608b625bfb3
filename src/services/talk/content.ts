import type {
  FactPatternsContent,
  ForeignContent,
  KindName,
  PlainVoice,
  Pool,
  ScenesOfCallsContent,
  TalkPromptContent,
  TalkTopicsContent,
} from '../../../schemas/content/talk.ts'
import { loadClassifier } from '../text/classifier.ts'
import compiledFacts from './compiled/facts.json' with { type: 'json' }
import compiledForeign from './compiled/foreign.json' with { type: 'json' }
import compiledHelplines from './compiled/helplines.json' with { type: 'json' }
import model from './compiled/kinds.json' with { type: 'json' }
import compiledPrompt from './compiled/prompt.json' with { type: 'json' }
import compiledScenes from './compiled/scenes.json' with { type: 'json' }
import compiledTopics from './compiled/topics.json' with { type: 'json' }
import compiledVoices from './compiled/voices.json' with { type: 'json' }

/** Compiled by `npm run content`, which checks it. */
export const factPatterns = compiledFacts as FactPatternsContent
export const foreign: ForeignContent = compiledForeign
export const helplines: Record<string, Record<string, string[]>> = compiledHelplines
export const prompt: TalkPromptContent = compiledPrompt
export const scenes: ScenesOfCallsContent = compiledScenes

export type VoicePool = Pool | 'greetings_day' | 'greetings_weeks'
export type Voice = Partial<Record<VoicePool, string[]>>
export const plain: PlainVoice & Voice = compiledVoices.plain
const voices: Record<string, Voice> = compiledVoices
export const voiceOf = (personaId: string): Voice =>
  (Object.hasOwn(voices, personaId) ? voices[personaId] : {}) as Voice

export type Kind = KindName | 'general'
export const kindClassifier = loadClassifier(model, new URL('compiled/kinds.weights', import.meta.url))

export interface Topic {
  name: string
  /** Asked about only where it is the caller's own. */
  own: boolean
  words: Set<string>
  /** Nouns that read well after "your". */
  yours: Set<string>
  asks: string[]
  hard: string[]
}

const wordsIn = (text = '') => new Set(text.split(' ').filter(Boolean))

export const topics: Topic[] = Object.entries(compiledTopics as TalkTopicsContent).map(
  ([name, { own = false, words, yours, asks, hard }]) => ({
    name,
    own,
    words: wordsIn(words),
    yours: wordsIn(yours),
    asks,
    hard,
  }),
)

/** Nouns after "your", of all topics. */
export const yours = new Set(topics.flatMap((topic) => [...topic.yours]))
