import { isRude } from '../safety/rude.ts'
import { isUnfit } from '../safety/safety.ts'
import { openSentences, wordCount } from './sentences.ts'
import type { TalkPersona } from './talk.ts'

/** What one may say at once on a telephone. */
const [MAX_SENTENCES, MAX_WORDS] = [3, 60]
/** A sentence without an end is cut here. */
const MAX_LENGTH = 400
/** A shorter sentence of the instructions is something that anybody might say. */
const MIN_QUOTED = 30

const emoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u200D|\uFE0F|\u20E3/gu
/** Characters that are not seen: controls, lone surrogates, and marks of direction. */
export const unseen = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu

/** A sentence as it can be spoken: without stage directions, markdown, emoji, and the name of who speaks. */
export function spokenPart(text: string, { name }: Pick<TalkPersona, 'name'>): string {
  return text
    .replace(unseen, ' ')
    .replace(/```[^`]*(?:```|$)/g, ' ')
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/\*\*([^*]+)\*\*|__([^_]+)__/g, '$1$2')
    .replace(/\*[^*]*(?:\*|$)|\([^()]*(?:\)|$)|\[[^\][]*(?:\]|$)|（[^（）]*(?:）|$)|<[^<>]*(?:>|$)/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(emoji, ' ')
    .replace(/^\s*(?:#{1,6}|[-•*>]|\d{1,2}[.)])\s+/gm, '')
    .replace(roleOf(name, ['agent', 'me']), '')
    .replace(/[`*_#~|]+/g, ' ')
    .replace(/^\s*["“”«»]+|["“”«»]+\s*$/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ +([,.;:!?…])/g, '$1')
    .trim()
}

const escaped = (text: string) => text.replace(/[^\p{L}\p{N} ]/gu, '\\$&')
/** The name of the speaker, or one of a model's roles, before a sentence. */
export function roleOf(name: string, roles: readonly string[]): RegExp {
  const names = [name, name.split(' ')[0] ?? name, 'assistant', 'ai', 'persona', ...roles].filter(Boolean).map(escaped)
  return new RegExp(`^\\s*[*_"]*(?:${names.join('|')})[*_"]*\\s*:\\s*`, 'iu')
}
/** A model that goes on to write what others say. */
export const others = /^\s*[*_"]*(?:user|caller|player|human|you|system)[*_"]*\s*:/i

export interface Guard {
  /** The next piece of a model's text; returns the sentences that may be spoken now. */
  push(piece: string): string[]
  /** What is left when the text ends. */
  end(): string[]
  /** Whether anything was let through. */
  readonly hasSpoken: boolean
}

/** Lets whole sentences of a model through, a few and short, none that must not be said. */
export function openGuard(persona: TalkPersona): Guard {
  const whole = openSentences(MAX_LENGTH)
  let [sentences, words] = [0, 0]
  let isClosed = false

  function pass(raw: string): string[] {
    if (isClosed) return []
    if (others.test(raw)) isClosed = true
    const text = isClosed ? '' : spokenPart(raw, persona)
    if (!/[\p{L}\p{N}]/u.test(text) || !isFit(text, persona)) return []
    const [one, count] = [shortened(text, MAX_WORDS - words), wordCount(text)]
    if (sentences > 0 && words + count > MAX_WORDS) isClosed = true
    if (isClosed || one === '') return []
    sentences++
    words += count
    isClosed = sentences >= MAX_SENTENCES || words >= MAX_WORDS
    return [one]
  }

  return {
    get hasSpoken() {
      return sentences > 0
    },
    push: (piece) => (isClosed ? [] : whole.push(piece).flatMap(pass)),
    end: () => whole.end().flatMap(pass),
  }
}

/** The beginning of a sentence that is too long, to its last comma. */
function shortened(text: string, most: number): string {
  const words = text.split(' ')
  if (words.length <= most && text.length <= MAX_LENGTH) return text
  const head = words.slice(0, most).join(' ').slice(0, MAX_LENGTH).toWellFormed()
  const comma = head.lastIndexOf(',')
  return `${(comma > head.length / 3 ? head.slice(0, comma) : head).replace(/[\s,;:–-]+$/, '')}.`
}

/** Whether a sentence of a model may be said: neither rude nor unfit, and nothing of the instructions. */
export const isFit = (text: string, { system_prompt }: Pick<TalkPersona, 'system_prompt'>) =>
  !isRude(text) && !isUnfit([text]) && !isQuotedInstruction(text, system_prompt)

/** What the instructions give to be said stands there in quotation marks. */
function isQuotedInstruction(text: string, instructions: string): boolean {
  if (/\b(?:system prompt|my instructions (?:are|say))\b/i.test(text)) return true
  if (text.length < MIN_QUOTED) return false
  const at = instructions.indexOf(text)
  return at !== -1 && (instructions.slice(0, at).match(/"/g) ?? []).length % 2 === 0
}
