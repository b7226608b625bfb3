import { basename } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import {
  type BeatContent,
  ChatPromptContent,
  ChatVoiceContent,
  ChatWordsContent,
  DeedsContent,
  GarnishContent,
  MomentsContent,
  TaleContent,
} from '../../schemas/content/chat.ts'
import type { Content } from './examples.ts'

const CHAT = 'src/domains/chat/storyteller/compiled'

/** The kinds of files in content/chat, as those of check.ts. */
export const chatKinds: { glob: string; schema: TSchema; slots?: string[]; more?: (value: never) => string[] }[] = [
  {
    glob: 'content/chat/prompt.yaml',
    schema: ChatPromptContent,
    slots: ['language', 'text', 'weather', 'degrees', 'name', 'heroes', 'scene', 'place', 'choices'],
  },
  {
    glob: 'content/chat/tales/*.yaml',
    schema: TaleContent,
    slots: ['act'],
    more: ({ beats }: TaleContent) => faultsOf(beats),
  },
  {
    glob: 'content/chat/moments.yaml',
    schema: MomentsContent,
    slots: ['act'],
    more: (beats: MomentsContent) => faultsOf(beats),
  },
  { glob: 'content/chat/deeds.yaml', schema: DeedsContent, slots: ['act', 'thing'] },
  { glob: 'content/chat/voices/*.yaml', schema: ChatVoiceContent, slots: ['thing'] },
  {
    glob: 'content/chat/garnish.yaml',
    schema: GarnishContent,
    slots: ['hero', 'thing', 'party', 'heroes', 'place', 'weather'],
  },
  { glob: 'content/chat/words.yaml', schema: ChatWordsContent },
]

/** A question and its second form ask, and each way can be told from the other by its words. */
const faultsOf = (beats: BeatContent[]) =>
  beats.flatMap(({ ask, again, other, ways }, at) => [
    ...[ask, again].filter((line) => !line.endsWith('?')).map((line) => `/${at}: asks nothing: ${line}`),
    ...(other.includes('{act}') ? [] : [`/${at}/other: says nothing of the deed`]),
    ...(new Set(ways.map(({ words }) => words)).size < ways.length ? [`/${at}/ways: are the same`] : []),
  ])

/** JSON that chats are told from, by path. */
export function chatTexts(content: Content): Map<string, string> {
  const inFolder = (folder: string) =>
    Object.fromEntries(
      [...content]
        .filter(([file]) => file.startsWith(`content/chat/${folder}/`))
        .map(([file, value]) => [basename(file, '.yaml'), value]),
    )
  const named = Object.fromEntries(
    ['prompt', 'moments', 'deeds', 'garnish', 'words'].map((name) => [name, content.get(`content/chat/${name}.yaml`)]),
  )
  return new Map(
    Object.entries({ ...named, tales: inFolder('tales'), voices: inFolder('voices') }).map(([name, value]) => [
      `${CHAT}/${name}.json`,
      `${JSON.stringify(value, null, 1)}\n`,
    ]),
  )
}
