import { outboundFailure } from '../deadline.ts'
import { badResponse, ProviderFailure } from '../failure.ts'
import type { Clock } from '../port.ts'
import { FrameQueue } from './frame-queue.ts'
import { MAX_CHARACTERS, type Speech, type SpeechAsk } from './port.ts'

/** What a provider is given to speak with. */
export interface Speaker {
  /** Aborts when the reader has left. */
  signal: AbortSignal
  /** Counts the text as handed to the provider; `false` when it has certainly not taken it. */
  sent(isSent?: boolean): void
  /** Hands on mu-law, in pieces of any length. */
  push(bytes: Uint8Array): void
  /** Resolves once no more than so many frames wait to be heard: what is never heard need not be made. */
  fewerThan(frames: number): Promise<void>
}

interface Options {
  name: string
  model: string
  ask: SpeechAsk
  clock: Clock
  /** Speaks to the end; rejects with whatever went wrong. */
  produce(speaker: Speaker): Promise<void>
}

/** Speech of one provider: its deadline, its frames and its failures are those of the port. */
export function speechOf({ name, model, ask, clock, produce }: Options): Speech {
  let characters = 0
  return {
    model,
    usage: () => ({ characters }),
    async *[Symbol.asyncIterator]() {
      ask.signal?.throwIfAborted()
      refuseUnspeakable(name, ask.text)
      const call = new AbortController()
      const queue = new FrameQueue(name)
      const abort = () => {
        queue.fail(ask.signal?.reason)
        call.abort()
      }
      ask.signal?.addEventListener('abort', abort, { once: true })
      const sent = (isSent = true) => {
        characters = isSent ? ask.text.length : 0
      }
      const speaker = {
        signal: call.signal,
        sent,
        push: queue.push.bind(queue),
        fewerThan: queue.fewerThan.bind(queue),
      }
      produce(speaker).then(
        () => queue.end(),
        (error) => queue.fail(error),
      )
      try {
        yield* framesOf(queue, name, ask, clock)
      } catch (error) {
        throw ask.signal?.aborted ? ask.signal.reason : outboundFailure(name, error)
      } finally {
        ask.signal?.removeEventListener('abort', abort)
        call.abort()
      }
    },
  }
}

async function* framesOf(queue: FrameQueue, name: string, ask: SpeechAsk, clock: Clock) {
  let waitedMs = 0
  let frames = 0
  for (;;) {
    ask.signal?.throwIfAborted()
    const frame = queue.take()
    if (frame === 'end' && frames === 0) throw badResponse(name, 'says nothing')
    if (frame === 'end') return
    if (frame) {
      frames++
      yield frame
      continue
    }
    const since = clock.elapsed()
    await changeWithin(queue, ask.deadlineMs - waitedMs, clock)
    waitedMs += clock.elapsed() - since
    if (waitedMs >= ask.deadlineMs)
      throw new ProviderFailure('timeout', `${name} did not speak within ${Math.round(ask.deadlineMs)} ms`)
  }
}

async function changeWithin(queue: FrameQueue, ms: number, clock: Clock) {
  const changed = new AbortController()
  const late = clock.sleep(ms, changed.signal).catch(() => {})
  await Promise.race([queue.changed(), late])
  changed.abort()
}

/** A text that no provider can speak is refused before one is asked. */
function refuseUnspeakable(name: string, text: string) {
  if (text.length > MAX_CHARACTERS) throw unspeakable(name, 'is asked to speak too long a text')
  if (text.trim() === '') throw unspeakable(name, 'is asked to speak an empty text')
}

export const unspeakable = (name: string, what: string) =>
  new ProviderFailure('unavailable', `${name} ${what}`, { isAboutAsk: true, isCalled: false })
