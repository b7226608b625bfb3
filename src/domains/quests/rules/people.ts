import type { AgeRange } from '../../../../schemas/quests/plan.ts'
import type { Idea } from './idea.ts'
import { isName, phrased, small, withArticle, wordsOf } from './phrases.ts'
import { subjectOf } from './subject.ts'
import { quoted } from './text.ts'
import { crowds } from './words.ts'

export type People = {
  /** " together with your class", or nothing. */
  together: string
  /** Whom it helps, after "for", if the player said so. */
  served: string
  /** A sentence about people of whom we cannot tell which they are. */
  remark: string
  isAlone: boolean
}

const alone = /^(?:just |only )?(?:me|i|myself|you|yourself|alone|by (?:my|your)self)(?: alone)?$/i
const doers =
  /\b(?:class|friends?|family|team|school|club|troop|band|group|brothers?|sisters?|siblings|cousins?|parents?|mom|mum|dad|colleagues|coworkers|kids|children|students|classmates|everyone|everybody|volunteers|scouts|teens|neighbou?rs|community|council|office|choir|grade|us)\b/i
const helped =
  /\b(?:cats?|dogs?|animals?|strays|homeless|elderly|old(?:er)?|seniors?|poor|hungry|sick|lonely|bab(?:y|ies)|patients?|veterans?|residents?|refugees?|disabled|bullied|new (?:kids?|students?)|in need|(?:people|families|kids|children|students|teens|anyone|those) (?:who|with|without|in|from|that)|shelter|hospital|planet|birds?|bees)\b/i

const nobody: People = { together: '', served: '', remark: '', isAlone: false }

/** "me and my friends" is the player and their friends. */
const others = (text: string) =>
  text
    .replace(/^(?:for|with|to|together with)\s+/i, '')
    .replace(/^(?:you|me|yourself)(?:,| and) (?=\S)/i, '')
    .replace(/ and (?:you|me|yourself)$/i, '')

/** Whom a quest is for, from the answer to that question. */
export function servedBy(answer: string): Pick<People, 'served' | 'remark'> {
  const name = phrased(others(answer))
  if (!answer || /^(?:everyone|everybody|all|all of (?:us|you))$/i.test(name))
    return { served: answer ? 'everyone' : '', remark: '' }
  if (isName(name)) return { served: withArticle(small(name)), remark: '' }
  return { served: '', remark: `Who it is for, in your own words: ${quoted(answer)}` }
}

/** `who` may be the ones who do it or the ones it is for; where the words do not tell, the quest does not guess. */
export function peopleIn(who: string, idea: Idea, age?: AgeRange): People {
  const name = phrased(who)
  if (!who) return nobody
  if (alone.test(name)) return { ...nobody, isAlone: true }
  const rest = small(others(name))
  if (!isName(rest)) return { ...nobody, remark: `Who is part of it, in your own words: ${quoted(who)}` }
  const isTroubled = idea.kind === 'fact' && wordsOf(idea.words)[0] === wordsOf(rest)[0]
  if (/^for\s/i.test(name) || isTroubled || (helped.test(rest) && !/^with\s/i.test(name)))
    return { ...nobody, served: withArticle(rest) }
  const isYours = /^(?:neighbou?rs|friends|classmates|family|parents|siblings|teammates|colleagues|coworkers)$/.test(
    rest,
  )
  const peers = /^every(?:one|body)$/.test(rest)
    ? `${rest} who wants to join`
    : age === '8-11' && /^(?:kids|children)$/.test(rest)
      ? `other ${rest}`
      : isYours && !(age === 'Adult' && rest === 'parents')
        ? `your ${rest}`
        : rest
  if (/^(?:together )?with\s/i.test(name) || doers.test(rest))
    return { ...nobody, together: ` together with ${withArticle(peers)}` }
  return { ...nobody, remark: `Part of it from the start: ${withArticle(rest)}` }
}

const helping =
  /^(?:help|feed|support|visit|comfort|surprise|cheer up|save|protect|teach|welcome|thank)\s+(.+?)(?=\s+(?:by|with|to|so|because|get|find|feel|learn|have|read|who|that)\b|,|$)/i
const toward = /\sfor\s((?:the |my |our |your |all )?[^,]+?)$/i

/** Whom the idea itself names: "help the homeless in your city", "hats for newborn babies". */
export function servedIn(idea: Idea): string {
  if (idea.kind === 'fact') {
    const subject = subjectOf(idea)
    return wordsOf(subject).some((word) => crowds.has(word)) ? subject : ''
  }
  if (idea.kind !== 'wish') return ''
  const text = (idea.verb ?? idea.words).replace(/\s(?:when|because|so|before|until|while)\s.*$/i, '')
  const name = toward.exec(text)?.[1] ?? helping.exec(text)?.[1] ?? ''
  return isName(name) && wordsOf(name).length <= 8 && wordsOf(name).some((word) => crowds.has(word))
    ? withArticle(name)
    : ''
}
