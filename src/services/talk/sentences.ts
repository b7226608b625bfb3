/** Sentences end at these; a point after a title or within a number ends none. */
const end = /(?<!\b(?:Mr|Mrs|Ms|Dr|St|No|vs))[.!?…]+["'”’)\]*_]*(?=\s|$)|[。！？]+["'”’」』）]*|\n+/gu

/** The sentences of a text, trimmed. */
export function sentencesOf(text: string): string[] {
  const found: string[] = []
  let from = 0
  for (const { index, 0: mark } of text.matchAll(end)) {
    found.push(text.slice(from, index + mark.length).trim())
    from = index + mark.length
  }
  found.push(text.slice(from).trim())
  return found.filter((it) => it !== '')
}

/** Where the first whole sentence of a text that still grows ends; 0 when there is none yet. */
function firstEnd(text: string): number {
  for (const { index, 0: mark } of text.matchAll(end)) {
    const to = index + mark.length
    // Within a bracket or between asterisks, the end of a sentence ends nothing.
    if (!isOpen(text.slice(0, to)) && (to < text.length || /[。！？\n]/u.test(mark))) return to
  }
  return 0
}

const isOpen = (text: string) =>
  (text.match(/\*/g) ?? []).length % 2 === 1 || (text.match(/[([]/g) ?? []).length > (text.match(/[)\]]/g) ?? []).length

/** The sentences as they are compared: what differs in signs and capitals alone is the same. */
export const sameSentence = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

export const tokensOf = (text: string): number => Math.ceil(text.length / 4)

/** As many whole sentences as fit into so many tokens; of a sentence that is longer alone, its beginning. */
export function cutToTokens(text: string, tokens: number): string {
  const length = tokens * 4
  if (text.length <= length) return text
  if (length < 1) return ''
  const head = text.slice(0, length)
  const to = [...head.matchAll(end)].map(({ index, 0: mark }) => index + mark.length).at(-1) ?? 0
  return (to > 0 ? head.slice(0, to) : withoutHalfWord(head)).trimEnd().toWellFormed()
}

function withoutHalfWord(head: string): string {
  const space = head.lastIndexOf(' ')
  return (space > head.length / 2 ? head.slice(0, space) : head).replace(/[\uD800-\uDBFF]$/, '')
}

export const wordCount = (text: string): number => text.split(/\s+/).filter((it) => /[\p{L}\p{N}]/u.test(it)).length

/**
 * Cuts a text that comes in pieces into sentences, each with the line breaks after it. One without an end is cut at so many
 * characters.
 */
export function openSentences(maxLength: number) {
  let buffer = ''
  return {
    /** The sentences that are whole now. */
    push(piece: string): string[] {
      buffer += piece
      const found: string[] = []
      for (;;) {
        const to = firstEnd(buffer) || (buffer.length > maxLength ? buffer.length : 0)
        if (to === 0) return found
        const breaks = /^\s*\n/.exec(buffer.slice(to))?.[0].length ?? 0
        found.push(buffer.slice(0, to + breaks))
        buffer = buffer.slice(to + breaks)
      }
    },
    /** What is left when the text ends. */
    end(): string[] {
      const left = sentencesOf(buffer)
      buffer = ''
      return left
    },
  }
}
