import type { Clock } from '../../ports/port.ts'
import { BYTES_PER_MS, clearMessage, FRAME_BYTES, FRAME_MS, markMessage, mediaMessage, SILENCE } from './frame.ts'

/** How far what was sent may be ahead of what is heard: more could not be taken back quickly, less would stutter. */
const AHEAD_MS = 400
/** Frames are sent several at a time: one timer for each of them costs more than the frames. */
const WAKE_MS = 100
/** What may wait here. A writer who brings more waits until it is less. */
const MAX_WAITING_MS = 5_000

export interface PacerOptions {
  clock: Clock
  streamSid: string
  /** Sends one text message to the carrier. */
  send(message: string): void
  /** Sends what is sent by `work` at once: a packet for each frame costs more than the frames. */
  together?(work: () => void): void
  /** Told of each frame that is sent, and when it will be heard, on the clock's `elapsed`. */
  onFrame?(frame: Uint8Array, heardAt: number): void
}

/** What `clear` took back. */
export interface Cleared {
  /** Milliseconds of audio, sent or not, that will not be heard, by our clock. */
  unheardMs: number
  /** Marks that were not sent: they never come back. Those that were sent come back at once. */
  unsentMarks: string[]
}

/** Sends audio to the carrier as fast as it is heard, in whole frames of 20 ms. */
export interface Pacer {
  /** Resolves when there is room for more, or when everything was cleared or closed: it never rejects. */
  write(audio: Uint8Array): Promise<void>
  /** Ends what was written, filled up with silence to a whole frame, and marks its end. */
  mark(name: string): void
  /** Takes back what is not heard yet: somebody speaks. */
  clear(): Cleared
  /** Milliseconds of audio that are written and not heard yet, by our clock. */
  readonly unheardMs: number
  /** Sends nothing any more. */
  close(): void
}

type Item = { frame: Uint8Array } | { mark: string }

export function openPacer({
  clock,
  streamSid,
  send: sendNow,
  together = (work) => work(),
  onFrame,
}: PacerOptions): Pacer {
  const items: Item[] = []
  let waitingFrames = 0
  /** Less than a frame. */
  let rest: Uint8Array = new Uint8Array(0)
  /** When everything that was sent will have been heard, on the clock's `elapsed`. */
  let heardAt = clock.elapsed()
  let running = false
  let roomy = Promise.withResolvers<void>()
  const closing = new AbortController()

  /** A socket that cannot send is closed. */
  function send(message: string) {
    try {
      sendNow(message)
    } catch {
      close()
    }
  }

  function close() {
    closing.abort()
    items.length = 0
    waitingFrames = 0
    rest = new Uint8Array(0)
    makeRoom()
  }

  const sentMs = () => Math.max(0, heardAt - clock.elapsed())
  const waitingMs = () => waitingFrames * FRAME_MS + rest.length / BYTES_PER_MS

  function push(frame: Uint8Array) {
    items.push({ frame })
    waitingFrames++
  }

  /** Sends what may be sent now, and what else there is a little later. */
  function pump() {
    if (items.length > 0) together(sendDue)
  }

  function sendDue() {
    while (items.length > 0 && !closing.signal.aborted) {
      const [item] = items as [Item]
      if ('mark' in item) send(markMessage(streamSid, item.mark))
      else {
        if (sentMs() + FRAME_MS > AHEAD_MS) return later()
        heardAt = Math.max(heardAt, clock.elapsed())
        onFrame?.(item.frame, heardAt)
        heardAt += FRAME_MS
        waitingFrames--
        send(mediaMessage(streamSid, item.frame))
      }
      items.shift()
    }
  }

  function later() {
    if (running) return
    running = true
    clock.sleep(WAKE_MS, closing.signal).then(
      () => {
        running = false
        pump()
        makeRoom()
      },
      () => {},
    )
  }

  function makeRoom() {
    if (waitingMs() > MAX_WAITING_MS && !closing.signal.aborted) return
    roomy.resolve()
    roomy = Promise.withResolvers()
  }

  return {
    async write(audio) {
      if (closing.signal.aborted) return
      // Copies: the caller may use its own bytes again.
      if (rest.length === 0 && audio.length === FRAME_BYTES) push(Buffer.from(audio))
      else {
        const bytes = Buffer.concat([rest, audio])
        const whole = bytes.length - (bytes.length % FRAME_BYTES)
        for (let at = 0; at < whole; at += FRAME_BYTES) push(bytes.subarray(at, at + FRAME_BYTES))
        rest = bytes.subarray(whole)
      }
      pump()
      if (waitingMs() > MAX_WAITING_MS) await roomy.promise
    },
    mark(name) {
      if (closing.signal.aborted) return
      if (rest.length > 0) {
        const frame = new Uint8Array(FRAME_BYTES).fill(SILENCE)
        frame.set(rest)
        rest = new Uint8Array(0)
        push(frame)
      }
      items.push({ mark: name })
      pump()
    },
    clear() {
      const cleared = {
        unheardMs: sentMs() + waitingMs(),
        unsentMarks: items.flatMap((item) => ('mark' in item ? [item.mark] : [])),
      }
      items.length = 0
      waitingFrames = 0
      rest = new Uint8Array(0)
      if (!closing.signal.aborted) send(clearMessage(streamSid))
      heardAt = clock.elapsed()
      makeRoom()
      return cleared
    },
    get unheardMs() {
      return sentMs() + waitingMs()
    },
    close,
  }
}
