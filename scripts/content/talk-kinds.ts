import type { TSchema } from '@sinclair/typebox'
import {
  FactPatternsContent,
  ForeignContent,
  KindsContent,
  PlainVoice,
  ScenesOfCallsContent,
  TalkPromptContent,
  TalkTopicsContent,
  VoiceOfPersona,
} from '../../schemas/content/talk.ts'

/** Slots of what is said on a call. */
const SPOKEN = ['persona', 'memory', 'name', 'thing', 'fact', 'language']

/** The kinds of files in content/talk, as those of check.ts. */
export const talkKinds: { glob: string; schema: TSchema; slots?: string[]; more?: (value: never) => string[] }[] = [
  { glob: 'content/talk/kinds.yaml', schema: KindsContent },
  { glob: 'content/talk/topics.yaml', schema: TalkTopicsContent, slots: [] },
  { glob: 'content/talk/scenes.yaml', schema: ScenesOfCallsContent, slots: [] },
  { glob: 'content/talk/foreign.yaml', schema: ForeignContent, slots: [] },
  { glob: 'content/talk/facts.yaml', schema: FactPatternsContent, more: patternsOf },
  {
    glob: 'content/talk/prompt.yaml',
    schema: TalkPromptContent,
    slots: ['text', 'type', 'times', 'ago', 'language', 'topics', 'scenario'],
  },
  { glob: 'content/talk/voices/plain.yaml', schema: PlainVoice, slots: SPOKEN, more: oneQuestionEach },
  { glob: 'content/talk/voices/*.yaml', schema: VoiceOfPersona, slots: SPOKEN, more: oneQuestionEach },
]

/** A line on a call asks one thing at most. */
function oneQuestionEach(voice: Record<string, string[]>): string[] {
  return Object.entries(voice).flatMap(([pool, lines]) =>
    lines.filter((line) => (line.match(/\?/g) ?? []).length > 1).map((line) => `/${pool}: asks twice: ${line}`),
  )
}

function patternsOf(patterns: FactPatternsContent): string[] {
  return patterns.flatMap(({ says }, at) => {
    try {
      new RegExp(says)
      return []
    } catch (error) {
      return [`/${at}/says: ${(error as Error).message}`]
    }
  })
}
