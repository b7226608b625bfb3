import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { messageIn } from '../deepgram-socket.ts'
import { badResponse, ProviderFailure } from '../failure.ts'
import type { ListeningEvents } from './port.ts'

/** Longest text that is passed on: more than anybody says in a breath. */
const MAX_TEXT = 2_000
/** Longest session that a provider may count, in seconds. */
const MAX_SECONDS = 24 * 3_600

const Results = Type.Object({
  is_final: Type.Optional(Type.Boolean()),
  speech_final: Type.Optional(Type.Boolean()),
  channel: Type.Object({ alternatives: Type.Array(Type.Object({ transcript: Type.String() })) }),
})
const Metadata = Type.Object({ duration: Type.Number({ minimum: 0, maximum: MAX_SECONDS }) })

/** Tells what a message says. Returns the seconds that it counts, if it does; throws when it cannot be read. */
export function tell(name: string, text: string, events: ListeningEvents): number | undefined {
  const message = messageIn(text)
  if (!message) throw badResponse(name, 'sends an answer that cannot be read')
  // A new kind of message is none of ours.
  if (message.type === 'Error') throw new ProviderFailure('unavailable', `${name} reports an error`)
  if (message.type === 'SpeechStarted') events.onSpeechStart?.()
  if (message.type === 'UtteranceEnd') events.onUtteranceEnd?.()
  if (message.type === 'Metadata' && Value.Check(Metadata, message)) return message.duration
  if (message.type === 'Results') tellResults(name, message, events)
}

function tellResults(name: string, message: object, events: ListeningEvents) {
  if (!Value.Check(Results, message)) throw badResponse(name, 'answers in another form')
  const text = (message.channel.alternatives[0]?.transcript ?? '').trim().slice(0, MAX_TEXT)
  const isEndOfSpeech = message.speech_final === true
  // Silence has results too, without words.
  if (message.is_final && (text || isEndOfSpeech)) events.onFinal?.({ text, isEndOfSpeech })
  else if (text && !message.is_final) events.onPartial?.(text)
}
