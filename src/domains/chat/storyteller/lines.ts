import type { ChatPool } from '../../../../schemas/content/chat.ts'
import { hash } from '../../../services/grammar.ts'
import { linesOf, type Slots, type Lines as TalkLines } from '../../../services/talk/talker/lines.ts'
import { wordsOf } from '../../../services/text/normalise.ts'
import { poolsOf, words } from './content.ts'
import type { Told } from './told.ts'

/** Sentences of a chat, none of which is told twice. */
export interface Lines {
  /** Those of the persona, as it talks, but for what is said on telephones alone. */
  talk: TalkLines
  /** A line of how the persona chats. */
  pick(pool: ChatPool, slots?: Slots): string | undefined
  /** One of some lines. */
  from(name: string, lines: readonly string[], slots?: Slots): string | undefined
  /** A text as it stands, when none of its sentences was told. */
  once(text: string, slots?: Slots): string | undefined
  /** The same chat decides in the same way: one of so many, by what it is about. */
  chance(about: string, of: number): number
}

const isOfTelephones = (line: string) => wordsOf(line.toLowerCase()).some((word) => words.telephone.has(word))

export function openLines({ talk }: Told): Lines {
  const own = linesOf(talk)
  const talked = linesOf(talk, (line) => !isOfTelephones(line))
  return {
    talk: talked,
    pick: (pool, slots) =>
      poolsOf(talk.persona.id, pool).reduce<string | undefined>(
        (found, lines) => found ?? own.pickFrom(pool, lines, slots),
        undefined,
      ),
    from: (name, lines, slots) => own.pickFrom(name, lines, slots),
    once: (text, slots) => own.pickFrom('once', [text], slots),
    chance: (about, of) => hash(`${talk.call.id} ${about} ${talk.turns.length}`) % of,
  }
}
