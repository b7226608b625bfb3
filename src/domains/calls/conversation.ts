import type { ServedBy } from '../../../schemas/served-by.ts'
import { TALKER } from '../../services/talk/built-in.ts'
import { openReply, type ReplyPart } from '../../services/talk/reply.ts'
import { type SpokenLine, spokenLine } from '../../services/talk/spoken-lines.ts'
import type { Talk } from '../../services/talk/talk.ts'
import { isGoodbye, readSaid } from '../../services/talk/talker/reading.ts'
import { transaction } from '../../services/transaction.ts'
import type { Needs } from './reply.ts'
import type { CallRow } from './store.ts'
import { type Basis, basisOf, callerOf } from './talk-of.ts'
import { type Place, turnOfPersona, turnOfPlayer, writeTurns } from './turns.ts'
import { listTurns, setSpoken, type TurnRow } from './turns-store.ts'
import type { Utterance } from './utterance.ts'

/** Who makes what is said without being asked for. */
const byTalker: ServedBy = {
  ...{ ...TALKER, cached: false, fallback: false, fallback_reason: null, latency_ms: 0, cost_micro_usd: 0 },
}

/** Whether this is what one says who picks up a phone: the greeting answers it. */
export const isPickUp = (said: string): boolean => !isGoodbye(said) && readSaid(said).kind === 'greeting'

/**
 * What is said on a call that has a media socket, from its first word to its last. Only this process writes its turns: text
 * turns are refused as long as the socket is there.
 */
export class Conversation {
  readonly #deps: Needs
  readonly #call: CallRow
  readonly #basis: Basis
  readonly #said: TurnRow[]

  private constructor(deps: Needs, call: CallRow, basis: Basis, said: TurnRow[]) {
    this.#deps = deps
    this.#call = call
    this.#basis = basis
    this.#said = said
  }

  static async open(deps: Needs, call: CallRow): Promise<Conversation> {
    const [basis, said] = await Promise.all([basisOf(deps, call), listTurns(deps.db, call.id)])
    return new Conversation(deps, call, basis, said)
  }

  /** All turns so far, in their order. */
  get turns(): readonly TurnRow[] {
    return this.#said
  }

  /** Number of the next turn. */
  get nextNumber(): number {
    return (this.#said.at(-1)?.n ?? 0) + 1
  }

  /** Milliseconds since it was answered. */
  get elapsedMs(): number {
    return Math.max(0, this.#deps.clock.now().getTime() - Date.parse(this.#call.answered_at ?? this.#call.started_at))
  }

  /** What the persona says to what was said just now; first of all its greeting. */
  reply(said: string | undefined, signal: AbortSignal): AsyncIterable<ReplyPart> {
    const talk = this.#talk()
    const isFirst = said === undefined || (!this.#hasSpoken() && isPickUp(said))
    return openReply(this.#deps, isFirst ? talk : { ...talk, said }, callerOf(this.#call, signal))
  }

  /** What is said without being asked for. */
  async *line(line: SpokenLine): AsyncGenerator<ReplyPart, void, undefined> {
    const text = spokenLine(line, this.#talk())
    yield { kind: 'text', text }
    yield { kind: 'end', text, ends: false, served_by: byTalker }
  }

  /** The greeting that was made before anyone could hear it. */
  async *greeting(): AsyncGenerator<ReplyPart, void, undefined> {
    const { text, served_by } = this.#said[0] as TurnRow
    yield { kind: 'text', text }
    yield { kind: 'end', text, ends: false, served_by: served_by === null ? byTalker : JSON.parse(served_by) }
  }

  playerSaid(text: string, at: string, place?: Place): Promise<TurnRow> {
    return this.#write(turnOfPlayer({ text, at, place }))
  }

  /** What was heard of the persona. Undefined when it was nothing. */
  async personaSaid({ text, served_by, by, characters, place }: Utterance): Promise<TurnRow | undefined> {
    if (text === '') return undefined
    const at = this.#deps.clock.now().toISOString()
    return this.#write(turnOfPersona({ text, at, place, served_by, spoken_by: by, characters }))
  }

  /** The greeting that was written as text is what was heard of it. */
  async greetingSpoken({ text, by, characters, place }: Utterance): Promise<void> {
    const [greeting] = this.#said as [TurnRow]
    greeting.text = text === '' ? greeting.text : text
    const { from_ms, to_ms } = place ?? { from_ms: null, to_ms: null }
    const spoken_by = by && JSON.stringify(by)
    const spoken = { text: greeting.text, spoken_by, characters, from_ms, to_ms }
    const { call_id, n } = greeting
    await transaction(this.#deps.db, (trx) => setSpoken(trx, { call_id, n, ...spoken }))
  }

  async #write(turn: Parameters<typeof writeTurns>[2][number]): Promise<TurnRow> {
    const [row] = await transaction(this.#deps.db, (trx) => writeTurns(trx, this.#call.id, [turn]))
    this.#said.push(row as TurnRow)
    return row as TurnRow
  }

  #hasSpoken() {
    return this.#said.some(({ role }) => role === 'persona')
  }

  #talk(): Talk {
    const turns = this.#said.map(({ role, text }) => ({ role, text }))
    return { ...this.#basis, call: { ...this.#basis.call, elapsed_ms: this.elapsedMs }, turns }
  }
}
