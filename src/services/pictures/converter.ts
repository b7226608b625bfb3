import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Deps } from '../../deps.ts'
import type { Log } from '../jobs/port.ts'
import type { Conversion, Converted, ConvertedPicture } from './messages.ts'
import { startChild } from './start-child.ts'
import { UnusablePicture } from './unusable-picture.ts'

/** Milliseconds that a picture may take. */
const DEADLINE_MS = 10_000
/** Milliseconds without work after which the process is ended. */
const IDLE_MS = 60_000

export type Context = Pick<Deps, 'clock'> & { log: Pick<Log, 'warn'> }

/**
 * Converts one picture at a time in a process of its own, which is started with the first one. A decoder that crashes,
 * hangs or needs too much memory takes no other picture with it.
 */
export class Converter {
  readonly #context: Context
  #child: ChildProcess | undefined
  #idle = new AbortController()
  #closed = false

  constructor(context: Context) {
    this.#context = context
  }

  /** Throws `UnusablePicture`. When the process ends in the middle, another one tries once more. */
  async convert(conversion: Conversion): Promise<ConvertedPicture> {
    this.#idle.abort()
    try {
      const converted = (await this.#try(conversion)) ?? (await this.#try(conversion)) ?? { unusable: 'broken' }
      if ('unusable' in converted) throw new UnusablePicture(converted.unusable)
      return converted.picture
    } finally {
      this.#rest()
    }
  }

  /** Ends the process; a picture that is being converted fails as busy. */
  async close() {
    this.#closed = true
    this.#idle.abort()
    await this.#end()
  }

  /** Undefined when the process ended instead of answering. */
  async #try(conversion: Conversion): Promise<Converted | undefined> {
    if (this.#closed) return { unusable: 'busy' }
    this.#child ??= this.#start()
    if (!this.#child) return { unusable: 'busy' }
    const answered = new AbortController()
    const late = this.#context.clock.sleep(DEADLINE_MS, answered.signal).then((): Converted => {
      void this.#end()
      return { unusable: 'too_slow' }
    })
    return Promise.race([ask(this.#child, conversion, answered.signal), late]).finally(() => answered.abort())
  }

  #start() {
    const { log } = this.#context
    const child = startChild()
    if (!child) log.warn({}, 'The process that converts pictures cannot be started')
    child?.once('exit', (code, signal) => {
      if (this.#child !== child) return
      this.#child = undefined
      log.warn({ code, signal }, 'The process that converts pictures ended')
    })
    return child
  }

  #rest() {
    if (this.#closed) return
    this.#idle = new AbortController()
    this.#context.clock.sleep(IDLE_MS, this.#idle.signal).then(
      () => this.#end(),
      // There is work again, or this was closed.
      () => {},
    )
  }

  async #end() {
    const child = this.#child
    this.#child = undefined
    if (!child) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

/** Undefined when the process ends instead of answering. */
function ask(child: ChildProcess, conversion: Conversion, signal: AbortSignal): Promise<Converted | undefined> {
  const answer = once(child, 'message', { signal }).then(([converted]) => converted as Converted)
  const end = once(child, 'exit', { signal }).then(() => undefined)
  // An error says that the process is gone, which its exit says too.
  child.send(conversion, () => {})
  return Promise.race([answer, end])
}
