import { ignored, type Visitor } from './dump-json.ts'
import { pictureVisitor } from './dump-picture.ts'

/** What an entry of a dump holds, as it was read and not yet checked. */
export interface Draft {
  /** Bytes of the picture, or the sentence that says why there are none. */
  picture?: Uint8Array | string
  location?: unknown
  time_of_day?: unknown
  weather?: unknown
  prompt?: unknown
  custom_prompt?: unknown
  taken_at?: unknown
  use_count?: unknown
  is_featured?: unknown
  id?: unknown
}

type Field = keyof Draft

const fieldOf = new Map<string, Field>([
  ['image', 'picture'],
  ['imageData', 'picture'],
  ['data', 'picture'],
  ['location', 'location'],
  ['timeOfDay', 'time_of_day'],
  ['time_of_day', 'time_of_day'],
  ['weather', 'weather'],
  ['prompt', 'prompt'],
  ['customPrompt', 'custom_prompt'],
  ['custom_prompt', 'custom_prompt'],
  ['timestamp', 'taken_at'],
  ['useCount', 'use_count'],
  ['is_featured', 'is_featured'],
  ['id', 'id'],
])

/** Characters of a text that is kept; a longer one is refused when the entry is checked. */
export const MAX_TEXT = 10_000

/** Visitor of an entry with one picture. A member that occurs twice counts as it was the last time. */
export function draftVisitor(finish: (draft: Draft) => void, wrong: Visitor['wrong']): Visitor {
  const draft: Draft = {}
  return {
    member(name) {
      const field = fieldOf.get(name)
      if (field === undefined) return ignored
      if (field === 'picture')
        return pictureVisitor((picture) => {
          draft.picture = picture
        })
      return valueVisitor((value) => {
        draft[field] = value
      })
    },
    end: () => finish(draft),
    wrong,
  }
}

/** Visitor of a plain value or a text; `keep` receives an empty object instead of an object or an array. */
export function valueVisitor(keep: (value: unknown) => void): Visitor {
  let text = ''
  return {
    piece(piece) {
      if (text.length <= MAX_TEXT) text += piece
    },
    plain: keep,
    end: () => keep(text),
    wrong: () => keep({}),
  }
}
