/** Mu-law at 8 kHz: a byte a sample, 160 in each frame of 20 ms. */
export const BYTES_PER_MS = 8
export const FRAME_MS = 20
export const FRAME_BYTES = FRAME_MS * BYTES_PER_MS
/** Mu-law of no sound at all. */
export const SILENCE = 0xff

/** Largest message of the carrier, in bytes: the limit for the WebSocket too. */
export const MAX_MESSAGE_BYTES = 64 * 1024
/** Most audio of one message: a second. Carriers send 160 bytes. */
const MAX_AUDIO_BYTES = 8_000
const MAX_PARAMETERS = 20
const MAX_TEXT = 500
/** Most characters that a page may say at once. */
const MAX_SAID = 1_000

/** What comes from the carrier. Numbers arrive as texts; here they are numbers. */
export type MediaEvent =
  | { event: 'connected' }
  | { event: 'start'; sequence: number; streamSid: string; callSid: string; parameters: Map<string, string> }
  | { event: 'media'; sequence: number; streamSid: string; chunk: number; timestampMs: number; audio: Buffer }
  | { event: 'dtmf'; sequence: number; streamSid: string; digit: string }
  | { event: 'mark'; sequence: number; streamSid: string; name: string }
  | { event: 'stop'; sequence: number; streamSid: string; callSid: string }
  /** Not of a carrier: what the player has typed, on a simulated call that a page has answered. It has no number. */
  | { event: 'text'; streamSid: string; text: string }
  /** One that this service does not know: carriers may add some. */
  | { event: 'other' }

/** Why a message of the media socket is refused: the socket is to be closed with 1008. Quotes nothing of it. */
export class MediaFault extends Error {}

type Members = Record<string, unknown>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function member(of: Members, name: string): Members {
  const value = of[name]
  if (!isObject(value)) throw new MediaFault(`${name} must be an object`)
  return value
}

function textIn(of: Members, name: string, fits: RegExp): string {
  const value = of[name]
  if (typeof value !== 'string' || value.length > MAX_TEXT || !fits.test(value))
    throw new MediaFault(`${name} is not what it should be`)
  return value
}

const digits = /^\d{1,12}$/
const numberIn = (of: Members, name: string) => Number(textIn(of, name, digits))
const callSidIn = (of: Members) => textIn(of, 'callSid', /^CA[0-9a-f]{32}$/i)
const streamSidIn = (of: Members) => textIn(of, 'streamSid', /^MZ[0-9a-f]{32}$/i)
const headOf = (of: Members) => ({ sequence: numberIn(of, 'sequenceNumber'), streamSid: streamSidIn(of) })

const readers: Record<string, (message: Members) => MediaEvent> = {
  connected: () => ({ event: 'connected' }),
  start(message) {
    const start = member(message, 'start')
    const format = member(start, 'mediaFormat')
    if (format.encoding !== 'audio/x-mulaw' || Number(format.sampleRate) !== 8_000 || Number(format.channels) !== 1)
      throw new MediaFault('only audio/x-mulaw of 8000 Hz in one channel is understood')
    const head = headOf(message)
    if (start.streamSid !== head.streamSid) throw new MediaFault('start is of another stream')
    return { event: 'start', ...head, callSid: callSidIn(start), parameters: parametersIn(start) }
  },
  media(message) {
    const media = member(message, 'media')
    if (media.track !== 'inbound') throw new MediaFault('only the inbound track is understood')
    return {
      event: 'media',
      ...headOf(message),
      chunk: numberIn(media, 'chunk'),
      timestampMs: numberIn(media, 'timestamp'),
      audio: audioIn(media.payload),
    }
  },
  dtmf: (message) => ({
    event: 'dtmf',
    ...headOf(message),
    digit: textIn(member(message, 'dtmf'), 'digit', /^[0-9*#A-D]$/),
  }),
  mark: (message) => ({
    event: 'mark',
    ...headOf(message),
    name: textIn(member(message, 'mark'), 'name', /^.{1,100}$/),
  }),
  stop: (message) => ({ event: 'stop', ...headOf(message), callSid: callSidIn(member(message, 'stop')) }),
  text: (message) => ({ event: 'text', streamSid: streamSidIn(message), text: saidIn(message.text) }),
}

/** Reads one text message of the carrier. Throws `MediaFault`, and nothing else. */
export function readMessage(text: string): MediaEvent {
  if (text.length > MAX_MESSAGE_BYTES) throw new MediaFault('a message is too large')
  const message = parsed(text)
  if (!isObject(message) || typeof message.event !== 'string') throw new MediaFault('a message must have an event')
  return Object.hasOwn(readers, message.event)
    ? (readers[message.event] as (typeof readers)[string])(message)
    : { event: 'other' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MediaFault('a message must be JSON')
  }
}

/** A Map: names are the sender's, and `__proto__` is none that may be set. */
function parametersIn(start: Members): Map<string, string> {
  const entries = Object.entries(start.customParameters === undefined ? {} : member(start, 'customParameters'))
  const isFit = ([name, value]: [string, unknown]) =>
    name.length <= 100 && typeof value === 'string' && value.length <= MAX_TEXT
  if (entries.length > MAX_PARAMETERS || !entries.every(isFit))
    throw new MediaFault('customParameters are too many, too long, or no text')
  return new Map(entries as [string, string][])
}

function saidIn(text: unknown): string {
  if (typeof text !== 'string' || text.length > MAX_SAID || !/\S/.test(text) || text.includes('\0'))
    throw new MediaFault(`text must be 1 to ${MAX_SAID} characters`)
  return text.toWellFormed()
}

function audioIn(payload: unknown): Buffer {
  if (typeof payload !== 'string' || payload.length > MAX_AUDIO_BYTES * 1.4) throw new MediaFault('audio is too long')
  // `Buffer` decodes what it can of any text.
  if (payload.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(payload)) throw new MediaFault('audio is not base64')
  const audio = Buffer.from(payload, 'base64')
  if (audio.length > MAX_AUDIO_BYTES) throw new MediaFault('audio is too long')
  return audio
}

// What goes to the carrier. The name of the stream is one that `readMessage` has let pass, and base64 needs no escapes.

export const mediaMessage = (streamSid: string, audio: Uint8Array) => {
  const bytes = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength)
  return `{"event":"media","streamSid":"${streamSid}","media":{"payload":"${bytes.toString('base64')}"}}`
}
/** Comes back as an event when all audio before it was played, or dropped by a `clear`. */
export const markMessage = (streamSid: string, name: string) =>
  JSON.stringify({ event: 'mark', streamSid, mark: { name } })
/** Drops what the carrier has not played yet. */
export const clearMessage = (streamSid: string) => JSON.stringify({ event: 'clear', streamSid })
/** Tells a page what was said. With a number that was told before, it is what was heard of it. */
export const turnMessage = (streamSid: string, { n, role, text }: { n: number; role: string; text: string }) =>
  JSON.stringify({ event: 'turn', streamSid, n, role, text })
