import { basename } from 'node:path'
import type { PersonaContent } from '../../schemas/content/personas.ts'
import type { KindsContent } from '../../schemas/content/talk.ts'
import { render } from '../../src/services/grammar.ts'
import { inFull } from '../../src/services/talk/contractions.ts'
import { chatTexts } from './chat.ts'
import { type Content, languagesIn } from './examples.ts'
import type { Labelled } from './train.ts'

const TALK = 'src/services/talk/compiled'

/** Examples of what callers say, by kind. */
export const kindExamples = (content: Content): Labelled[] =>
  Object.entries(content.get('content/talk/kinds.yaml') as KindsContent).flatMap(([label, texts]) =>
    texts.map((text) => ({ text: inFull(text), label })),
  )

/** JSON that calls are talked from, and chats told from, by path. */
export function talkTexts(content: Content): Map<string, string> {
  const named = Object.fromEntries(
    ['topics', 'scenes', 'foreign', 'facts', 'prompt'].map((name) => [name, content.get(`content/talk/${name}.yaml`)]),
  )
  return new Map([
    ...chatTexts(content),
    ...Object.entries({ ...named, voices: voicesOf(content), helplines: helplinesOf(content) }).map(
      ([name, value]) => [`${TALK}/${name}.json`, `${JSON.stringify(value, null, 1)}\n`] as const,
    ),
  ])
}

/** What stands in quotation marks where it is part of a prompt. */
const spoken = (quoted: string) => [quoted.replace(/^"|"$/g, '')]

/** The voice of each persona: how it talks, and the sentences of its own file. */
function voicesOf(content: Content): Record<string, object> {
  return Object.fromEntries(
    [...content]
      .filter(([file]) => file.startsWith('content/talk/voices/'))
      .map(([file, voice]) => {
        const id = basename(file, '.yaml')
        const persona = content.get(`content/personas/${id}.yaml`) as PersonaContent | undefined
        return [id, { ...(voice as object), ...(persona ? ownOf(persona) : {}) }]
      }),
  )
}

const ownOf = ({ greetings, goodbye, danger, human, advice }: PersonaContent) => ({
  ...{ greetings_first: greetings.first, greetings_day: greetings.day, greetings_weeks: greetings.weeks },
  ...{ goodbye: goodbye.lines, danger: spoken(danger), human: spoken(human), professional: spoken(advice) },
})

/** The helplines that quests name, by language and by what is the matter. */
function helplinesOf(content: Content): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    languagesIn(content).map(([code, { quests }]) => [
      code,
      Object.fromEntries(
        Object.entries(quests.care).map(([about, [quest]]) => [
          about,
          (quest?.notes ?? []).map((note) => render(note, {}, 1)),
        ]),
      ),
    ]),
  )
}
