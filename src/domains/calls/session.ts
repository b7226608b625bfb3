import type { CallEndReason } from '../../../schemas/calls/index.ts'
import { Refusal } from '../../errors.ts'
import { type MediaEvent, turnMessage } from '../../services/media/frame.ts'
import type { Listener, Needs as ListenerNeeds } from '../../services/media/listener.ts'
import { openPacer, type Pacer } from '../../services/media/pacer.ts'
import { openRecorder, type Recorder } from '../../services/media/recorder.ts'
import { openSpeaker, type Needs as SpeakerNeeds } from '../../services/media/speaker.ts'
import { Conversation } from './conversation.ts'
import type { Log } from './dial.ts'
import { Dialogue } from './dialogue.ts'
import { hangUp } from './end.ts'
import { listenTo } from './hearing.ts'
import { keepRecording, type Needs as RecordingNeeds } from './recording.ts'
import type { Needs as ReplyNeeds } from './reply.ts'
import { isOver } from './states.ts'
import * as store from './store.ts'
import { voiceOf } from './voice.ts'

export type Needs = ReplyNeeds & ListenerNeeds & SpeakerNeeds & RecordingNeeds

/** The socket below a session. */
export interface Line {
  /** Messages that cannot be sent any more are lost. */
  send(text: string): void
  /** What is sent by `work` leaves at once. */
  together(work: () => void): void
  close(code: number, reason: string): void
}

/** How often a session looks what has become of its call elsewhere. */
const [LOOK_MS, LOOK_FOR_ANSWER_MS] = [1_000, 250]
/** How long a stop waits for the carrier. */
const LEAVE_MS = 5_000

/** One call on its media socket, from the start frame to the end. */
export class CallSession {
  readonly #deps: Needs
  readonly #log: Log
  readonly #line: Line
  readonly #streamSid: string
  readonly #call: store.CallRow
  readonly #isSimulated: boolean
  readonly #pacer: Pacer
  readonly #closing = new AbortController()
  readonly #closed = Promise.withResolvers<void>()
  #recorder: Recorder | undefined
  #listener: Listener | undefined
  #dialogue: Dialogue | undefined

  /** `call` as it was when its stream was taken. */
  constructor(deps: Needs, { call, line, log }: { call: store.CallRow; line: Line; log: Log }) {
    this.#deps = deps
    this.#log = log
    this.#line = line
    this.#call = call
    this.#streamSid = call.stream_sid as string
    this.#isSimulated = call.carrier === 'simulated'
    this.#pacer = openPacer({
      clock: deps.clock,
      streamSid: this.#streamSid,
      send: (message) => line.send(message),
      together: (work) => line.together(work),
      onFrame: (frame, heardAt) => this.#recorder?.speak(frame, heardAt),
    })
    this.#look().catch(this.#fault)
  }

  /** Resolves when everything of it is done. */
  get closed(): Promise<void> {
    return this.#closed.promise
  }

  receive(event: MediaEvent): void {
    if (event.event === 'media') this.#hear(event.audio)
    if (event.event === 'mark') this.#dialogue?.played(event.name)
    if (event.event === 'text' && this.#isSimulated) this.#dialogue?.caller({ kind: 'caller-typed', text: event.text })
    if (event.event === 'stop') this.gone()
  }

  /** The other side has closed the socket. What a carrier says of its call decides; on a simulated one the player hung up. */
  gone(): void {
    if (this.#closing.signal.aborted) return
    this.#run(async () => {
      await this.#dialogue?.stop()
      if (this.#isSimulated) await this.#hangUpByPlayer()
      await this.#close(1000, 'the call has ended')
    })
  }

  /** This process stops: the call ends in order. */
  async leave(): Promise<void> {
    if (this.#closing.signal.aborted) return this.closed
    const over = new AbortController()
    const late = this.#deps.clock.sleep(LEAVE_MS, over.signal).catch(() => {})
    this.#run(async () => {
      await this.#dialogue?.stop()
      await Promise.race([this.#end('watchdog'), late])
      await this.#close(1001, 'this service stops')
    })
    await this.closed
    over.abort()
  }

  #run(work: () => Promise<void>) {
    work().catch(this.#fault)
  }

  /** A fault of ours. What cannot be ended now is ended by the watchdog at its time. */
  #fault = (error: unknown) => {
    if (this.#closing.signal.aborted) return
    this.#log.warn({ err: error, call_id: this.#call.id }, 'the sound of a call was lost')
    this.#close(1011, 'a fault of this service')
      .then(() => this.#end('watchdog'))
      .catch(() => {})
  }

  /** Begins once the call was answered, and notices when it was ended elsewhere. */
  async #look() {
    const { db, clock } = this.#deps
    const { signal } = this.#closing
    while (!signal.aborted) {
      const call = await store.findCall(db, { id: this.#call.id })
      if (signal.aborted) return
      if (!call || isOver(call.status)) {
        await this.#dialogue?.stop()
        return this.#close(1000, 'the call has ended')
      }
      if (!this.#dialogue && call.status === 'in_progress' && isFree(call, clock.now())) await this.#begin(call)
      this.#listener?.tick()
      await clock.sleep(this.#dialogue ? LOOK_MS : LOOK_FOR_ANSWER_MS, signal).catch(() => {})
    }
  }

  async #begin(call: store.CallRow) {
    const deps = this.#deps
    const [conversation, voice] = await Promise.all([Conversation.open(deps, call), voiceOf(deps, call)])
    if (this.#closing.signal.aborted) return
    if (call.record === 1) this.#recorder = openRecorder(deps.clock, call.limit_minutes * 60_000)
    const show = (turn: Parameters<typeof turnMessage>[1]) => {
      if (this.#isSimulated) this.#line.send(turnMessage(this.#streamSid, turn))
    }
    const dialogue = new Dialogue({
      ...{ deps, call, conversation, speaker: openSpeaker(deps, voice), pacer: this.#pacer, recorder: this.#recorder },
      ...{ show, onFault: this.#fault },
      onEnd: async (reason) => {
        await this.#end(reason)
        await this.#close(1000, 'the call has ended')
      },
    })
    this.#dialogue = dialogue
    const { signal } = this.#closing
    this.#listener = listenTo(deps, { call, dialogue, signal, onFault: this.#fault })
    dialogue.begin()
  }

  #hear(audio: Buffer) {
    const frames = this.#listener?.hear(audio) ?? []
    for (const frame of frames) this.#recorder?.hear(frame)
  }

  async #hangUpByPlayer() {
    const { sid } = this.#call
    if (!this.#deps.telephony.callee?.hangUp(sid as string)) await this.#end('user_hangup')
  }

  async #end(reason: CallEndReason) {
    try {
      await hangUp(this.#deps, this.#call, reason)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // The carrier is away. It ends the call when its socket closes, and the watchdog asks it again.
      this.#log.warn({ call_id: this.#call.id }, 'the carrier could not be asked to end a call')
    }
  }

  async #close(code: number, reason: string) {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    this.#pacer.close()
    this.#line.close(code, reason)
    try {
      await this.#listener?.close()
      if (this.#recorder) await keepRecording(this.#deps, this.#call, this.#recorder.finish())
    } catch (error) {
      this.#log.warn({ err: error, call_id: this.#call.id }, 'the recording of a call was lost')
    }
    this.#closed.resolve()
  }
}

/** Whether no text turn is being made. */
const isFree = ({ turn_claim, turn_claimed_until }: store.CallRow, now: Date) =>
  turn_claim === null || turn_claimed_until === null || turn_claimed_until < now.toISOString()
