import { Listener, type Needs as ListenerNeeds } from '../../services/media/listener.ts'
import type { Dialogue } from './dialogue.ts'
import * as store from './store.ts'

type Needs = ListenerNeeds & { db: Parameters<typeof store.setListening>[0] }

interface HearingOptions {
  call: store.CallRow
  dialogue: Dialogue
  signal: AbortSignal
  onFault(error: unknown): void
}

/** Has somebody listen to the caller of a dialogue, and notes who it is: what it costs is counted for the whole call. */
export function listenTo(deps: Needs, { call, dialogue, signal, onFault }: HearingOptions): Listener {
  let isNoted = false
  const listener = new Listener(deps, {
    // On a telephone nothing can be typed.
    needsWords: call.carrier !== 'simulated',
    signal,
    events: {
      onOpen(by) {
        if (!isNoted) store.setListening(deps.db, { id: call.id, listening: JSON.stringify(by) }).catch(onFault)
        isNoted = true
      },
      onSpeech: () => dialogue.caller({ kind: 'caller-speaks' }),
      onWords: (text, isFinal) => dialogue.caller({ kind: 'caller-words', text, isFinal }),
      onSilence: () => dialogue.caller({ kind: 'caller-silent' }),
      onLost: () => dialogue.hearsNothing(),
    },
  })
  listener.open().catch(onFault)
  return listener
}
