import { Type } from '@sinclair/typebox'

export const closed = { additionalProperties: false }

/** A text of a template without line breaks or spaces at its ends; src/services/grammar.ts says what braces mean. */
export const Template = (maxLength: number) => Type.String({ maxLength, pattern: '^\\S(?:[^\\n]*\\S)?$' })

/** An example of what players write, in any words and spelling. */
export const Example = Type.String({ minLength: 1, maxLength: 600, pattern: '\\S' })

/** Lower-case words with spaces between them; `_` joins the words of one phrase. */
export const Words = Type.String({ pattern: '^[^\\sA-Z]+(\\s+[^\\sA-Z]+)*\\s*$' })

/** What an emoji says. */
export const EmojiContent = Type.Record(Type.String(), Type.String({ pattern: '^[a-z ]+$' }))
