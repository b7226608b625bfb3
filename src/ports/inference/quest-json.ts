import { badResponse } from '../failure.ts'
import { completionOf, lostAnswer, mostUsage } from './completion.ts'
import type { Ask } from './port.ts'
import type { Protocol, Service } from './protocol.ts'

const model = 'quest-json'

/** Sends the members of a quest and receives the quest, both as JSON. It cannot stream: the answer is one piece. */
export function questJson({ name, url, post }: Service): Protocol {
  async function complete(ask: Ask, signal: AbortSignal) {
    const { fields = {} } = ask
    const response = await post(url, fields, signal)
    const text = await response.text().catch(lostAnswer(name, mostUsage(ask)))
    const asked = JSON.stringify(fields)
    // The caller checks whether the text is a quest; a proxy's HTML page certainly is none.
    if (response.headers.get('content-type')?.startsWith('text/html')) throw badResponse(name, 'answers a page')
    return completionOf({ name, asked, text, model: undefined, askedModel: model, counted: undefined })
  }
  return {
    name,
    model,
    supports: ({ fields }) => fields !== undefined,
    mostUsage,
    complete,
    async *stream(ask, signal) {
      const completion = await complete(ask, signal)
      yield { kind: 'text', text: completion.text, usage: completion.usage }
      yield { kind: 'end', completion }
    },
  }
}
