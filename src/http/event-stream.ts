import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/** One server-sent event. */
export interface ServerEvent {
  id?: string
  event: string
  data: object
}

/** Milliseconds after which a client that is cut off connects again. */
const RETRY_MS = 1_000

/** Bytes that wait for a client; no further event is asked for before it has taken them. */
const MAX_WAITING_BYTES = 16 * 1_024

/** Milliseconds within which a client has to take what waits for it. */
const SLOW_MS = 30_000

interface Clock {
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Whether a client wants events rather than JSON: without a wish, it gets JSON. */
export const wantsEvents = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  new Negotiator({ headers }).mediaType(['application/json', 'text/event-stream']) === 'text/event-stream'

/** Text of an event. JSON has no line breaks of its own. */
const textOf = ({ id, event, data }: ServerEvent) =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/**
 * Sends events as they come, and comments for `heartbeat`. A client that reads slowly slows its own stream down; one that
 * does not read is cut off. `T` is what the contract says of the answer.
 */
export function sendEvents<T>(reply: FastifyReply, events: AsyncIterable<ServerEvent | 'heartbeat'>, clock: Clock): T {
  const { raw } = reply
  // No server on the way may collect the events.
  reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  const options = { objectMode: false, highWaterMark: MAX_WAITING_BYTES }
  const stream = Readable.from(
    texts(events, clock, () => raw.destroy()),
    options,
  )
  return reply.send(stream) as T
}

async function* texts(
  events: AsyncIterable<ServerEvent | 'heartbeat'>,
  clock: Clock,
  cutOff: () => void,
): AsyncGenerator<string, void, undefined> {
  yield `retry: ${RETRY_MS}\n\n`
  for await (const event of events) {
    const taken = new AbortController()
    clock.sleep(SLOW_MS, taken.signal).then(cutOff, () => {})
    try {
      yield event === 'heartbeat' ? ': alive\n\n' : textOf(event)
    } finally {
      taken.abort()
    }
  }
}
