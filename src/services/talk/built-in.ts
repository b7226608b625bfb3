import type { Deps } from '../../deps.ts'
import type { Part } from '../../ports/inference/port.ts'
import { sentencesOf } from './sentences.ts'

type Provider = Deps['inference'][number]

export const TALKER = { provider: 'built-in', model: 'talker-1' } as const

const nothing = { inputTokens: 0, outputTokens: 0, estimated: true } as const

/**
 * A writer of this service as a provider of text, in place of the storyteller of the port: what it says is known, and
 * costs nothing.
 */
export function asProvider(
  say: () => string,
  { provider, model }: { provider: string; model: string } = TALKER,
): Provider {
  const end = (text: string): Part => ({ kind: 'end', completion: { text, model, usage: nothing } })
  return {
    name: provider,
    embedded: true,
    port: {
      model,
      supports: () => true,
      mostUsage: () => nothing,
      state: () => 'ok',
      complete: async () => ({ text: say(), model, usage: nothing }),
      async *stream({ signal }) {
        signal?.throwIfAborted()
        const text = say()
        for (const sentence of sentencesOf(text)) yield { kind: 'text', text: sentence, usage: nothing }
        yield end(text)
      },
    },
  }
}
