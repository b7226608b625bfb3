import type { LookupFunction } from 'node:net'
import { resolver } from './resolve.ts'

/** Why an outside service could not be reached or read. Its message holds no address. */
export class OutboundFailure extends Error {
  readonly trouble: 'network' | 'redirect' | 'too_large'
  /** True only when no connection was made: the service cannot have seen anything of the request. */
  readonly isUnsent: boolean

  constructor(trouble: OutboundFailure['trouble'], isUnsent = false) {
    super(`an outside service failed (${trouble})`)
    this.trouble = trouble
    this.isUnsent = isUnsent
  }
}

/**
 * `fetch` for outside services. It follows no redirect, and reads no more than `maxBytes` of an answer, counted after
 * decompression. The call and the body of its answer throw `OutboundFailure`, or the reason of the signal.
 */
export function outbound(maxBytes: number, lookup = resolver()): typeof fetch {
  let client: Promise<typeof fetch> | undefined
  return async (input, init) => {
    client ??= connectBy(lookup)
    const request = await client
    // With `error`, a redirect looks like a lost connection. It is not followed: the key would go to another server.
    const response = await request(input, { ...init, redirect: 'manual' }).catch((error) => {
      throw failureOf(error, init?.signal)
    })
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel().catch(() => {})
      throw new OutboundFailure('redirect')
    }
    if (!response.body) return response
    const { status, statusText, headers } = response
    const body = capped(response.body, maxBytes, init?.signal)
    return new Response(body, { status, statusText, headers })
  }
}

/** The same fetch as Node's, from its own package: Node's cannot be given a lookup. Loaded with the first request. */
async function connectBy(lookup: LookupFunction): Promise<typeof fetch> {
  const { Agent, fetch: request } = await import('undici')
  const dispatcher = new Agent({ connect: { lookup } })
  return ((input: string | URL, init: object) => request(input, { ...init, dispatcher })) as typeof fetch
}

const failureOf = (error: unknown, signal: AbortSignal | null | undefined) =>
  signal?.aborted ? error : new OutboundFailure('network', isUnsent((error as Error).cause))

/** Steps before the first byte of a request: the name is looked up, the connection made, the certificate checked. */
const beforeSending = ['lookup', 'getaddrinfo', 'connect']
const untrusted = /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

/** Whether an error is known to come from those steps. Of a connection that was lost, it is unknown what arrived. */
function isUnsent(cause: unknown): boolean {
  // One error for each address of a host.
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(isUnsent)
  const { syscall = '', code = '' } = (cause ?? {}) as { syscall?: string; code?: string }
  return beforeSending.includes(syscall) || untrusted.test(code)
}

/** Passes on what is read, and closes the connection once it is too much. */
function capped(body: ReadableStream<Uint8Array>, maxBytes: number, signal: AbortSignal | null | undefined) {
  const reader = body.getReader()
  let left = maxBytes
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((error) => {
          throw failureOf(error, signal)
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
