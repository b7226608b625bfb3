import { type Guard, isFit, others, roleOf, unseen } from '../../services/talk/guard.ts'
import { openSentences, wordCount } from '../../services/talk/sentences.ts'
import type { TalkPersona } from '../../services/talk/talk.ts'

/** What one reads at once. */
const [MAX_SENTENCES, MAX_WORDS] = [24, 400]
/** A sentence without an end is cut here. */
const MAX_LENGTH = 1_000

/** A sentence as it can be read: no markup but emphasis, and not the name of who speaks. */
function writtenPart(text: string, { name }: Pick<TalkPersona, 'name'>): string {
  return text
    .replace(unseen, ' ')
    .replace(/```[a-z]*|`/g, '')
    .replace(/!?\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/<\/?[a-z!][^<>]*>/gi, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(roleOf(name, ['storyteller', 'narrator']), '')
    .replace(/^\s*(?:#{1,6}|>)\s+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Lets whole sentences of a model through, with their paragraphs, as long as there are not too many; none that is unfit. */
export function openGuard(persona: TalkPersona): Guard {
  const whole = openSentences(MAX_LENGTH)
  let [sentences, words] = [0, 0]
  let isClosed = false
  /** What stands before the next sentence. */
  let before = ''

  function pass(raw: string): string[] {
    if (isClosed || others.test(raw)) {
      isClosed = true
      return []
    }
    const text = writtenPart(raw, persona)
    const gap = raw.includes('\n') ? '\n\n' : ' '
    if (!/[\p{L}\p{N}]/u.test(text) || !isFit(text, persona)) {
      if (sentences > 0 && gap !== ' ') before = gap
      return []
    }
    const part = before + text
    before = gap
    sentences++
    words += wordCount(text)
    isClosed = sentences >= MAX_SENTENCES || words >= MAX_WORDS
    return [part]
  }

  return {
    get hasSpoken() {
      return sentences > 0
    },
    push: (piece) => (isClosed ? [] : whole.push(piece).flatMap(pass)),
    end: () => whole.end().flatMap(pass),
  }
}
