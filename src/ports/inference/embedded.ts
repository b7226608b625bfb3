import { setImmediate as turn } from 'node:timers/promises'
import type { Adapter } from '../port.ts'
import { completionOf, mostUsage } from './completion.ts'
import type { Ask, Completion, Inference } from './port.ts'
import { continueStory } from './storyteller.ts'

const name = 'built-in'
const model = 'storyteller-1'

/** Offline storyteller: takes up the player's message, adds a detail and asks a question. It writes no JSON. */
export const embedded: Adapter<Inference> = {
  name,
  needs: [],
  open: () => ({
    model,
    supports: ({ schema }) => schema === undefined,
    mostUsage,
    state: () => 'ok',
    async complete(ask) {
      ask.signal?.throwIfAborted()
      return write(ask)
    },
    async *stream(ask) {
      ask.signal?.throwIfAborted()
      const completion = write(ask)
      const { usage } = completion
      for (const text of completion.text.match(/\s*\S+|\s+$/g) ?? []) {
        yield { kind: 'text', text, usage }
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
  const text = fitInto(maxTokens, continueStory(said, persona.join('\n'), asked))
  return completionOf({ name, asked, text, model, askedModel: model, counted: undefined })
}

/** Joins the whole sentences that fit: the first one always, then the final question, then the others. */
function fitInto(maxTokens: number, sentences: string[]) {
  const [first = '', ...others] = sentences
  const question = others.pop() ?? ''
  const fits = (parts: string[]) => parts.join(' ').length <= maxTokens * 4
  const kept = [[first, ...others, question], [first, question], [first]].find(fits) ?? [first]
  return kept.join(' ').slice(0, maxTokens * 4)
}
