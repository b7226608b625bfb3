import type { Clock } from '../../ports/port.ts'
import { type MediaEvent, MediaFault, readMessage } from './frame.ts'

/** A second has 50 frames. Twice as many, and ten seconds at once for a network that was away. */
const MESSAGES_PER_SECOND = 100
const MAX_BURST = 500

/** Reads the messages of one media socket, in their order. */
export interface StreamReader {
  /** Throws `MediaFault`, and nothing else: then the socket is to be closed. */
  read(text: string): MediaEvent
  /** Counts a message that is none of the protocol, such as a ping. Throws like `read`. */
  spend(): void
  /** Messages that the carrier has counted and that have not come. */
  readonly missing: number
}

/**
 * `connected` may come first, then `start`, once, then what belongs to its stream, until `stop`. Sequence numbers rise;
 * gaps are counted. Who sends far more than a voice has is refused.
 */
export function openStreamReader({ elapsed }: Pick<Clock, 'elapsed'>): StreamReader {
  let streamSid: string | undefined
  let last = 0
  let missing = 0
  let isStopped = false
  let budget = MAX_BURST
  let at = elapsed()

  function spend() {
    const now = elapsed()
    budget = Math.min(MAX_BURST, budget + ((now - at) * MESSAGES_PER_SECOND) / 1_000) - 1
    at = now
    if (budget < 0) throw new MediaFault('messages come too fast')
  }

  type Counted = Exclude<MediaEvent, { event: 'connected' | 'other' | 'text' }>

  function follow(event: Counted | Extract<MediaEvent, { event: 'text' }>) {
    if (event.event === 'start') {
      if (streamSid !== undefined) throw new MediaFault('start came twice')
      streamSid = event.streamSid
    } else if (event.streamSid !== streamSid) throw new MediaFault('a message is of no stream that has started')
    if (event.event === 'text') return
    if (event.sequence <= last) throw new MediaFault('a message came twice or out of order')
    missing += event.sequence - last - 1
    last = event.sequence
    isStopped = event.event === 'stop'
  }

  return {
    spend,
    read(text) {
      spend()
      if (isStopped) throw new MediaFault('a message came after stop')
      const event = readMessage(text)
      if (event.event === 'connected') {
        if (streamSid !== undefined) throw new MediaFault('connected came after start')
      } else if (event.event !== 'other') follow(event)
      return event
    },
    get missing() {
      return missing
    },
  }
}
