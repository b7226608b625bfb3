import { badResponse } from '../failure.ts'
import { completionOf } from './completion.ts'
import type { Ask } from './port.ts'
import type { Protocol, Service } from './protocol.ts'

const model = 'quest-json'

/** Sends the members of a quest and receives the quest, both as JSON. It cannot stream: the answer is one piece. */
export function questJson({ name, url, price, post }: Service): Protocol {
  async function complete({ fields = {} }: Ask, signal: AbortSignal) {
    const response = await post(url, fields, signal)
    const text = await response.text()
    const asked = JSON.stringify(fields)
    // The caller checks whether the text is a quest; a proxy's HTML page certainly is none.
    if (response.headers.get('content-type')?.startsWith('text/html')) throw badResponse(name, 'answers a page')
    return completionOf({ name, asked, text, model: undefined, askedModel: model, counted: undefined, price })
  }
  return {
    name,
    model,
    supports: ({ fields }) => fields !== undefined,
    complete,
    async *stream(ask, signal) {
      const completion = await complete(ask, signal)
      yield { kind: 'text', text: completion.text, costMicroUsd: completion.costMicroUsd }
      yield { kind: 'end', completion }
    },
  }
}
