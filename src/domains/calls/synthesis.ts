import type { Deps } from '../../deps.ts'
import { MULAW_RATE, MULAW_SILENCE } from '../../services/audio/mulaw.ts'
import { builtInSpeech, type Needs as SpeechNeeds } from '../../services/media/built-in-speech.ts'
import type { CallRow } from './store.ts'
import type { TurnRow } from './turns-store.ts'
import { voiceOf, voiceOfPlayer } from './voice.ts'

export type Needs = SpeechNeeds & Pick<Deps, 'db' | 'clock'>

/** Between two turns. */
const PAUSE_SECONDS = 0.4
/** Longest sound that is made of what was typed: half an hour. What comes after it is left out. */
const MAX_BYTES = 1_800 * MULAW_RATE

const pause = new Uint8Array(PAUSE_SECONDS * MULAW_RATE).fill(MULAW_SILENCE)

/** A turn that was text, as mu-law: the persona by its own voice, the player by another one. Undefined when it has no sound. */
export async function speakTurn(deps: Needs, call: CallRow, { role, text }: TurnRow, signal: AbortSignal) {
  const voice = await voiceOf(deps, call)
  return builtInSpeech(deps, { text, voice: role === 'persona' ? voice : voiceOfPlayer(voice), signal })
}

/** All turns of a call that was text, with short pauses. */
export async function speakCall(deps: Needs, call: CallRow, turns: readonly TurnRow[], signal: AbortSignal) {
  const sounds: Uint8Array[] = []
  let bytes = 0
  for (const turn of turns) {
    const sound = await speakTurn(deps, call, turn, signal)
    if (!sound) continue
    sounds.push(sound, pause)
    bytes += sound.length + pause.length
    if (bytes > MAX_BYTES) break
  }
  return Buffer.concat(sounds)
}
