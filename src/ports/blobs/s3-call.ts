import { circuitBreaker, type Verdict } from '../breaker.ts'
import { warnOncePerMinute } from '../http-failure.ts'
import type { Clock, PortContext } from '../port.ts'
import { refusalOf, S3Failure, toFailure } from './s3-failure.ts'
import type { S3Request, Send } from './s3-request.ts'

const DEADLINE_MS = 10_000
const RETRY_AFTER_MS = 200

/** Makes a success of what the port returns. */
type Read<T> = (response: Response) => T | Promise<T>

export interface Calls {
  /** Resolves to undefined when there is no such object. Throws `BlobsFailure`. */
  call<T>(request: S3Request, read: Read<T>): Promise<T | undefined>
  state(): 'ok' | 'degraded'
}

/** Calls with a deadline and one retry, behind a circuit breaker. Repeating any of our requests is safe. */
export function calls(send: Send, { clock, log }: PortContext): Calls {
  const warn = warnOncePerMinute({ clock, log })
  const { run, state } = circuitBreaker({
    name: 's3',
    elapsed: clock.elapsed,
    warn,
    judge,
    refuse: () => new S3Failure('unavailable', 's3 is not called because it kept failing'),
  })

  async function attempt<T>(request: S3Request, read: Read<T>): Promise<T | undefined> {
    return within(DEADLINE_MS, clock, async (signal) => {
      const response = await send(request, signal)
      if (response.ok) return read(response)
      const refusal = await refusalOf(response, request.method === 'HEAD', warn)
      if (refusal) throw refusal
    }).catch((error) => {
      throw toFailure(error, warn)
    })
  }

  async function attemptTwice<T>(request: S3Request, read: Read<T>): Promise<T | undefined> {
    try {
      return await attempt(request, read)
    } catch (error) {
      if (!(error as S3Failure).isTransient) throw error
      await clock.sleep(RETRY_AFTER_MS)
      return attempt(request, read)
    }
  }

  return { call: (request, read) => run(() => attemptTwice(request, read)), state }
}

/** Aborts the work at the deadline, and closes the connection of an answer that was not read to its end. */
async function within<T>(ms: number, clock: Clock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  let isLate = false
  clock.sleep(ms, ending.signal).then(
    () => {
      isLate = true
      ending.abort()
    },
    () => {},
  )
  try {
    return await work(ending.signal)
  } catch (error) {
    throw isLate ? new S3Failure('unavailable', `s3 did not answer within ${ms} ms`) : error
  } finally {
    ending.abort()
  }
}

function judge(error: unknown): Verdict {
  if (!(error instanceof S3Failure)) return { failure: 'fault' }
  // A full storage still answers.
  return error.kind === 'full' ? 'works' : { failure: error.kind }
}
