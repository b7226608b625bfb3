import { completionOf } from './completion.ts'
import type { Ask } from './port.ts'
import { badResponse, type Service, type Speaker } from './protocol.ts'

/** Takes the members of a quest and answers the quest, both as JSON. It streams nothing: the answer is one piece. */
export function questJson({ name, url, price, post }: Service): Speaker {
  async function complete({ fields = {} }: Ask, signal: AbortSignal) {
    const response = await post(url, fields, signal)
    const text = await response.text()
    const asked = JSON.stringify(fields)
    // Whether it is a quest, perhaps within a fence, is for the caller to see; a page of a proxy is none for sure.
    if (response.headers.get('content-type')?.startsWith('text/html')) throw badResponse(name, 'answers a page')
    return completionOf({ name, asked, text, model: undefined, askedModel: 'quest-json', counted: undefined, price })
  }
  return {
    name,
    takes: ({ fields }) => fields !== undefined,
    complete,
    async *stream(ask, signal) {
      const completion = await complete(ask, signal)
      yield { kind: 'text', text: completion.text }
      yield { kind: 'end', completion }
    },
  }
}
