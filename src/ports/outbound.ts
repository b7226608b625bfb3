/** Why an outside service could not be heard. Its message names no address. */
export class OutboundFailure extends Error {
  readonly trouble: 'network' | 'redirect' | 'too_large'

  constructor(trouble: OutboundFailure['trouble']) {
    super(`an outside service could not be heard (${trouble})`)
    this.trouble = trouble
  }
}

/**
 * `fetch` for what answers from outside. Follows no redirect, and reads no more than so many bytes of an answer, counted
 * after they are unpacked. It and the body of its answer throw `OutboundFailure`, or what the signal aborted with.
 */
export function outbound(maxBytes: number): typeof fetch {
  return async (input, init) => {
    // With `error` a redirect looks as a lost connection does; and a key never travels to where somebody else points.
    const response = await fetch(input, { ...init, redirect: 'manual' }).catch((error) => {
      throw lost(error, init?.signal)
    })
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel().catch(() => {})
      throw new OutboundFailure('redirect')
    }
    if (!response.body) return response
    const { status, statusText, headers } = response
    return new Response(capped(response.body, maxBytes, init?.signal), { status, statusText, headers })
  }
}

const lost = (error: unknown, signal: AbortSignal | null | undefined) =>
  signal?.aborted ? error : new OutboundFailure('network')

/** Passes on what is asked for, and hangs up once it is too much. */
function capped(body: ReadableStream<Uint8Array>, maxBytes: number, signal: AbortSignal | null | undefined) {
  const reader = body.getReader()
  let left = maxBytes
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((error) => {
          throw lost(error, signal)
        })
        if (done) return controller.close()
        left -= value.byteLength
        if (left >= 0) return controller.enqueue(value)
        reader.cancel().catch(() => {})
        throw new OutboundFailure('too_large')
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
