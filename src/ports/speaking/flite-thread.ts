import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { ProviderFailure } from '../failure.ts'
import { warnOncePerMinute } from '../http-failure.ts'
import type { PortContext } from '../port.ts'
import type { Piece } from './flite-speech.ts'

const name = 'flite'
/** Milliseconds that a piece may take, on a machine that is busy. It takes 300 at most on one that is not. */
const DEADLINE_MS = 10_000
/** Milliseconds without work after which the thread, and its memory, are given back. */
const IDLE_MS = 60_000
/** Pieces that may wait. */
const MAX_WAITING = 128

/** Nothing of the service's environment, and little memory of its own. The program's memory is not counted here. */
const startWorker = () =>
  new Worker(new URL('./flite-worker.ts', import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
  })

/**
 * The thread in which Flite speaks. It starts with the first piece, speaks one at a time in the order in which they came,
 * and is replaced when it hangs or breaks.
 */
export class FliteThread {
  readonly #context: PortContext
  readonly #warn: (message: string) => void
  readonly #start: () => Worker
  #worker: Worker | undefined
  #idle = new AbortController()
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(context: PortContext, start = startWorker) {
    this.#context = context
    this.#warn = warnOncePerMinute(context)
    this.#start = start
  }

  /** Throws `ProviderFailure`, or the signal's reason when it aborts before it is this piece's turn. */
  async speak(piece: Piece, signal: AbortSignal): Promise<Uint8Array> {
    if (this.#waiting >= MAX_WAITING) throw failure('unavailable', 'has too many texts waiting')
    this.#waiting++
    const spoken = this.#last.then(() => {
      signal.throwIfAborted()
      return this.#speakNow(piece)
    })
    this.#last = spoken.catch(() => {})
    return spoken.finally(() => this.#waiting--)
  }

  /** Ends the thread; what is being spoken fails. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#idle.abort()
    await this.#end()
  }

  async #speakNow(piece: Piece): Promise<Uint8Array> {
    if (this.#isClosed) throw failure('unavailable', 'was closed')
    this.#idle.abort()
    this.#worker ??= this.#begin()
    const worker = this.#worker
    const answered = new AbortController()
    const late = this.#context.clock.sleep(DEADLINE_MS, answered.signal).then(() => {
      throw failure('timeout', `did not speak within ${DEADLINE_MS} ms`)
    })
    worker.ref()
    try {
      const sound = await Promise.race([answerOf(worker, piece, answered.signal), late])
      if (!sound) throw failure('bad_response', 'cannot speak this')
      return sound
    } catch (error) {
      if (!(error instanceof ProviderFailure)) await this.#replace(`broke (${codeOf(error)})`)
      else if (error.kind === 'timeout') await this.#replace('hung')
      throw error instanceof ProviderFailure ? error : failure('unavailable', 'has broken off')
    } finally {
      answered.abort()
      late.catch(() => {})
      worker.unref()
      this.#rest()
    }
  }

  #begin() {
    const worker = this.#start()
    // Always one listener: an error event without a listener ends the process.
    worker.on('error', () => {})
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    return worker
  }

  /** The next piece begins another thread. */
  async #replace(what: string) {
    if (!this.#isClosed) this.#warn(`flite: the thread that speaks ${what}, and is replaced`)
    await this.#end()
  }

  #rest() {
    if (this.#isClosed || this.#waiting > 1) return
    this.#idle = new AbortController()
    this.#context.clock.sleep(IDLE_MS, this.#idle.signal).then(
      () => this.#end(),
      // There is work again, or this was closed.
      () => {},
    )
  }

  async #end() {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}

/** Rejects when the thread ends instead of answering. */
function answerOf(worker: Worker, piece: Piece, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const answer = once(worker, 'message', { signal }).then(([sound]) => sound as Uint8Array | undefined)
  const end = once(worker, 'exit', { signal }).then(() => {
    throw Object.assign(new Error('the thread has ended'), { code: 'exit' })
  })
  worker.postMessage(piece)
  const first = Promise.race([answer, end])
  end.catch(() => {})
  return first
}

/** What goes wrong with a text goes wrong with this text. */
const failure = (kind: ProviderFailure['kind'], what: string) =>
  new ProviderFailure(kind, `${name} ${what}`, { isAboutAsk: true })

/** A word that Node has for an error: its message may hold the text. */
const codeOf = (error: unknown) => (error as { code?: string }).code ?? (error as Error).name
