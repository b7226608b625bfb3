import type { CallEndReason } from '../../../schemas/calls/index.ts'
import { Alarm } from '../../services/alarm.ts'
import type { Pacer } from '../../services/media/pacer.ts'
import type { Recorder } from '../../services/media/recorder.ts'
import type { Speaker } from '../../services/media/speaker.ts'
import type { ReplyPart } from '../../services/talk/reply.ts'
import { type TurnAction, type TurnEvent, type TurnTaking, takeTurns } from '../../services/talk/turn-taking.ts'
import { type Conversation, isPickUp } from './conversation.ts'
import { endOf, type Needs } from './reply.ts'
import { Sayer } from './sayer.ts'
import type { CallRow } from './store.ts'
import type { Utterance } from './utterance.ts'

export interface DialogueOptions {
  deps: Needs
  call: CallRow
  conversation: Conversation
  speaker: Speaker
  pacer: Pacer
  recorder: Recorder | undefined
  /** Shows a turn to a page. */
  show(turn: { n: number; role: string; text: string }): void
  /** The call is to end; all that was said has been written. */
  onEnd(reason: CallEndReason): Promise<void>
  onFault(error: unknown): void
}

type CallerEvent = Extract<TurnEvent, { kind: `caller-${string}` }>

/** Who speaks when: the caller is heard, the persona answers, and what was heard of it is written. */
export class Dialogue {
  readonly #options: DialogueOptions
  readonly #turns: TurnTaking
  readonly #sayer: Sayer
  readonly #alarm: Alarm
  #isOpening = true
  #isEnding = false
  /** When the caller was heard since the last answer. */
  #heard: { from: number; to: number } | undefined

  constructor(options: DialogueOptions) {
    const { deps, call, conversation, show } = options
    this.#options = options
    this.#turns = takeTurns(deps.clock, call.limit_minutes * 60_000, conversation.elapsedMs)
    this.#alarm = new Alarm(deps.clock, () => this.#on({ kind: 'tick' }))
    this.#sayer = new Sayer({
      ...options,
      clock: deps.clock,
      onBegin: () => this.#on({ kind: 'persona-speaks' }),
      onText: (text) => show({ n: conversation.nextNumber, role: 'persona', text }),
    })
  }

  /** The persona speaks first. */
  begin(): void {
    const { conversation, show } = this.#options
    const [first, ...more] = conversation.turns
    for (const turn of conversation.turns) show(turn)
    if (first === undefined) this.#say((signal) => conversation.reply(undefined, signal))
    else if (more.length === 0) this.#greet()
    else this.#isOpening = false
    this.#schedule()
  }

  /** What the caller does. */
  caller(event: CallerEvent): void {
    if (event.kind === 'caller-speaks' || event.kind === 'caller-words') this.#hear()
    if (event.kind !== 'caller-silent') this.#sayer.leaveLine()
    this.#on(event)
  }

  /** The other side has played everything until a mark. */
  played(mark: string): void {
    this.#sayer.played(mark)
  }

  /** Speech recognition is lost: the caller is not understood any more. */
  hearsNothing(): void {
    if (this.#isEnding) return
    this.#sayer.stop()
    this.#sayer.queue(() => this.#apologise())
  }

  /** Says no more. Resolves when what was heard is written. */
  async stop(): Promise<void> {
    this.#isEnding = true
    this.#alarm.stop()
    this.#sayer.stop()
    await this.#sayer.idle()
  }

  #on(event: TurnEvent) {
    if (this.#isEnding) return
    for (const action of this.#turns.on(event)) this.#do(action)
    this.#schedule()
  }

  #do(action: TurnAction) {
    if (action.kind === 'stop') this.#sayer.stop()
    if (action.kind === 'answer') this.#answer(action.said)
    if (action.kind === 'end') this.#end(action.reason)
    if (action.kind === 'say') this.#say(() => this.#options.conversation.line(action.line), true)
  }

  #say(make: (signal: AbortSignal) => AsyncIterable<ReplyPart>, isLine = false) {
    this.#sayer.say({ make, isLine, done: (utterance) => this.#said(utterance) })
  }

  #end(reason: CallEndReason) {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#alarm.stop()
    this.#sayer.stop()
    this.#sayer.queue(() => this.#options.onEnd(reason))
  }

  /** What was written as text, before anyone could hear it. */
  #greet() {
    const { conversation } = this.#options
    this.#sayer.say({
      make: () => conversation.greeting(),
      done: async (utterance) => {
        await conversation.greetingSpoken(utterance)
        await this.#whenSaid(utterance, undefined)
      },
    })
  }

  #answer(said: string) {
    const { conversation, deps, show, onFault } = this.#options
    const [at, place] = [deps.clock.now().toISOString(), this.#placeOfCaller()]
    const write = async () => show(await conversation.playerSaid(said, at, place))
    // The greeting is about to come, and answers this.
    if (this.#isOpening && isPickUp(said)) return void write().catch(onFault)
    let written: Promise<void> | undefined
    this.#sayer.say({
      make: (signal) => {
        const parts = conversation.reply(said, signal)
        // Written meanwhile: the answer does not wait for it.
        written = write()
        written.catch(() => {})
        return parts
      },
      done: async (utterance) => {
        await (written ?? write())
        await this.#said(utterance, said)
      },
    })
  }

  async #said(utterance: Utterance, said?: string) {
    await this.#write(utterance)
    await this.#whenSaid(utterance, said)
  }

  async #write(utterance: Utterance) {
    const { conversation, show } = this.#options
    const turn = await conversation.personaSaid(utterance)
    if (turn) show(turn)
  }

  async #whenSaid(utterance: Utterance, said: string | undefined) {
    const { deps, call } = this.#options
    this.#isOpening = false
    if (utterance.isLost) return this.#apologise()
    if (!utterance.isWhole) return
    if ((await endOf(deps, call, said, utterance.ends)) === 'budget') return this.#end('budget')
    this.#on({ kind: 'persona-silent', ends: utterance.ends })
  }

  /** Says that nothing can be heard or spoken any more, as far as it can be said. */
  async #apologise() {
    const { conversation } = this.#options
    await this.#sayer.sayNow({
      make: () => conversation.line('lost'),
      done: async (utterance) => {
        await this.#write(utterance)
        this.#end('speech_error')
      },
    })
  }

  #hear() {
    const now = this.#options.deps.clock.elapsed()
    this.#heard = { from: this.#heard?.from ?? now, to: now }
  }

  #placeOfCaller() {
    const { recorder } = this.#options
    const heard = this.#heard
    this.#heard = undefined
    return recorder && heard && { from_ms: recorder.at(heard.from), to_ms: recorder.at(heard.to) }
  }

  #schedule() {
    if (this.#isEnding) this.#alarm.stop()
    else this.#alarm.setTo(this.#turns.nextTickAt())
  }
}
