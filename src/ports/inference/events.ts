import { createParser } from 'eventsource-parser'

/** The data of each server-sent event of an answer, as it arrives. */
export async function* eventsOf({ body }: Response): AsyncGenerator<string, void, undefined> {
  const ready: string[] = []
  const parser = createParser({ onEvent: ({ data }) => ready.push(data) })
  const decoder = new TextDecoder()
  if (!body) return
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    yield* ready.splice(0)
  }
}
