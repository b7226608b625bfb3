import { setImmediate as turn } from 'node:timers/promises'
import type { Adapter } from '../port.ts'
import { completionOf } from './completion.ts'
import type { Ask, Completion, Inference } from './port.ts'
import { tell } from './storyteller.ts'

const name = 'built-in'
const model = 'storyteller-1'

/** A storyteller without a network: it accepts what the player says, adds to it, and asks on. It writes no JSON. */
export const embedded: Adapter<Inference> = {
  name,
  needs: [],
  open: () => ({
    model,
    supports: ({ schema }) => schema === undefined,
    state: () => 'ok',
    async complete(ask) {
      ask.signal?.throwIfAborted()
      return write(ask)
    },
    async *stream(ask) {
      ask.signal?.throwIfAborted()
      const completion = write(ask)
      for (const text of completion.text.match(/\s*\S+|\s+$/g) ?? []) {
        yield { kind: 'text', text, costMicroUsd: 0 }
        await turn()
        ask.signal?.throwIfAborted()
      }
      yield { kind: 'end', completion }
    },
  }),
}

function write({ messages, maxTokens }: Ask): Completion {
  const asked = messages.map(({ content }) => content).join('\n')
  const said = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  const persona = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const text = within(maxTokens, tell(said, persona.join('\n'), asked))
  return completionOf({ name, asked, text, model, askedModel: model, counted: undefined, price: 0 })
}

/** As many whole sentences as fit: the first always, then the question at the end, then the others. */
function within(maxTokens: number, sentences: string[]) {
  const [first = '', ...others] = sentences
  const question = others.pop() ?? ''
  const fits = (parts: string[]) => parts.join(' ').length <= maxTokens * 4
  const kept = [[first, ...others, question], [first, question], [first]].find(fits) ?? [first]
  return kept.join(' ').slice(0, maxTokens * 4)
}
