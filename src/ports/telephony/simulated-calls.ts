import { createHash } from 'node:crypto'
import type { SimulatedOutcome } from '../../../schemas/content/telephone.ts'
import type { PortContext } from '../port.ts'
import { type AnsweredBy, type CallEvent, type CarrierStatus, type Dial, isEnded } from './port.ts'

export const RINGING_AFTER_MS = 1_000
export const ANSWERED_AFTER_MS = 2_000
const HANGS_UP_AFTER_MS = 10_000
/** When an event is told again that its handler did not take, as a carrier does. */
const TOLD_AGAIN_AFTER_MS = 1_000
const TOLD_TIMES = 3
/** Calls that are remembered, those that have ended among them. */
const MAX_CALLS = 10_000

export interface SimulatedCall extends Pick<Dial, 'call_id' | 'to' | 'timeLimitSeconds' | 'ringSeconds'> {
  sid: string
  outcome: SimulatedOutcome
  detectsMachines: boolean
  status: CarrierStatus
  createdAt: Date
  /** Milliseconds of the clock. */
  startedAt: number
  answeredAt: number | undefined
  durationSeconds: number | null
  sequence: number
  /** Aborts what the call waits for. */
  over: AbortController
  /** Resolves when everything so far was told. */
  told: Promise<void>
}

/** The calls of the simulated telephone, in this process: what becomes of them, and who is told. */
export class SimulatedCalls {
  readonly calls = new Map<string, SimulatedCall>()
  handler: (event: CallEvent) => Promise<void> = async () => {}
  readonly #context: PortContext
  readonly #closing = new AbortController()

  constructor(context: PortContext) {
    this.#context = context
  }

  begin(dial: Dial, outcome: SimulatedOutcome): SimulatedCall {
    const { clock } = this.#context
    const { call_id, to, timeLimitSeconds, ringSeconds, amdPath } = dial
    const call: SimulatedCall = {
      ...{ call_id, to, timeLimitSeconds, ringSeconds, outcome },
      sid: this.#newSid(call_id),
      detectsMachines: amdPath !== undefined,
      status: 'initiated',
      createdAt: clock.now(),
      startedAt: clock.elapsed(),
      answeredAt: undefined,
      durationSeconds: null,
      sequence: 0,
      over: new AbortController(),
      told: Promise.resolve(),
    }
    this.calls.set(call.sid, call)
    this.#forget()
    // Ends early when the call does: nothing else rejects.
    this.#proceed(call).catch(() => {})
    return call
  }

  /** Ends a call, once; false when it has ended already. */
  end(call: SimulatedCall, status: CarrierStatus, at = this.#context.clock.elapsed()): boolean {
    if (isEnded(call.status)) return false
    if (call.answeredAt !== undefined) {
      const seconds = Math.ceil((at - call.answeredAt) / 1_000)
      call.durationSeconds = Math.min(seconds, call.timeLimitSeconds)
    } else call.durationSeconds = 0
    this.#pass(call, status)
    call.over.abort()
    return true
  }

  async close() {
    this.#closing.abort()
    for (const call of this.calls.values()) call.over.abort()
    await Promise.all([...this.calls.values()].map(({ told }) => told))
  }

  async #proceed(call: SimulatedCall) {
    const { outcome, startedAt, ringSeconds, timeLimitSeconds } = call
    this.#pass(call, 'initiated')
    await this.#until(call, startedAt + RINGING_AFTER_MS)
    if (outcome === 'busy' || outcome === 'failed') return this.end(call, outcome)
    this.#pass(call, 'ringing')
    if (outcome === 'no_answer') {
      await this.#until(call, startedAt + RINGING_AFTER_MS + ringSeconds * 1_000)
      return this.end(call, 'no_answer')
    }
    const answeredAt = startedAt + ANSWERED_AFTER_MS
    await this.#until(call, answeredAt)
    call.answeredAt = answeredAt
    this.#pass(call, 'in_progress')
    if (call.detectsMachines) this.#tell(call, { answeredBy: outcome === 'voicemail' ? 'machine' : 'human' })
    const endsAt =
      answeredAt + Math.min(timeLimitSeconds * 1_000, outcome === 'hangs_up' ? HANGS_UP_AFTER_MS : Infinity)
    await this.#until(call, endsAt)
    this.end(call, 'completed', endsAt)
  }

  /** Waits for a moment rather than for a time, so that what is late once is not late for ever. */
  async #until(call: SimulatedCall, at: number) {
    call.over.signal.throwIfAborted()
    const ms = at - this.#context.clock.elapsed()
    if (ms > 0) await this.#context.clock.sleep(ms, call.over.signal)
  }

  #pass(call: SimulatedCall, status: CarrierStatus) {
    call.status = status
    this.#tell(call)
  }

  #tell(call: SimulatedCall, amd?: { answeredBy: AnsweredBy }) {
    const { sid, call_id, status, durationSeconds } = call
    const event: CallEvent = {
      sid,
      call_id,
      source: amd ? 'amd' : 'call-progress-events',
      sequence: amd ? 0 : call.sequence++,
      status,
      ...(durationSeconds !== null && { durationSeconds }),
      ...amd,
      at: this.#context.clock.now(),
    }
    call.told = call.told.then(() => this.#deliver(event))
  }

  /** Hands an event over, again when it was not taken, as long as this process lives. Never rejects. */
  async #deliver(event: CallEvent, times = 1): Promise<void> {
    const { clock, log } = this.#context
    if (this.#closing.signal.aborted) return
    try {
      await this.handler(event)
    } catch {
      if (times >= TOLD_TIMES) return log.warn('the simulated telephone could not tell what became of a call')
      await clock.sleep(TOLD_AGAIN_AFTER_MS, this.#closing.signal).catch(() => {})
      return this.#deliver(event, times + 1)
    }
  }

  /** The same for the same call, and looks like a carrier's. */
  #newSid(call_id: string) {
    for (let dialled = 0; ; dialled++) {
      const sid = `CA${createHash('sha256').update(`${call_id} ${dialled}`).digest('hex').slice(0, 32)}`
      if (!this.calls.has(sid)) return sid
    }
  }

  /** Forgets the oldest calls that have ended, once there are too many. */
  #forget() {
    for (const [sid, { status }] of this.calls) {
      if (this.calls.size <= MAX_CALLS) return
      if (isEnded(status)) this.calls.delete(sid)
    }
  }
}
