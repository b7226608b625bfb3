import { OutboundFailure } from '../outbound.ts'
import { BlobsFailure, type BlobsFailureKind } from './port.ts'

/** Failure of S3. A transient one may be gone when the same request is sent again. */
export class S3Failure extends BlobsFailure {
  readonly isTransient: boolean

  constructor(kind: BlobsFailureKind, message: string, isTransient = false) {
    super(kind, message)
    this.isTransient = isTransient
  }
}

export const unreadable = () => new S3Failure('unavailable', 's3 sends an answer that cannot be read')

type Warn = (message: string) => void

/** Code of an error in XML; undefined when it is none, as a page of a proxy. */
const errorCode = (body: string) => (body.includes('<Error>') ? /<Code>(\w+)<\/Code>/.exec(body)?.[1] : undefined)

/** Codes that MinIO, Ceph and Backblaze give, with several statuses, when there is no space left. */
const full = /QuotaExceeded|StorageFull|CapExceeded/
/** 400s about the way, not about the request: bytes were damaged or came too slowly. */
const damaged = ['BadDigest', 'RequestTimeout', 'IncompleteBody']

/**
 * Failure for an answer that is no success; undefined when it says that there is no such object. The answer to HEAD has
 * no body, so its 404 may also mean that there is no such bucket.
 */
export async function refusalOf(response: Response, isHead: boolean, warn: Warn): Promise<S3Failure | undefined> {
  const { status } = response
  const code = errorCode(await response.text())
  if (status === 404 && (isHead || code === 'NoSuchKey')) return undefined
  if (status === 507 || full.test(code ?? '')) {
    warn(`s3 has no space left (${status})`)
    return new S3Failure('full', `s3 has no space left (${status})`)
  }
  const isTransient = status >= 500 || status === 408 || status === 429 || damaged.includes(code ?? '')
  if (isTransient) return new S3Failure('unavailable', `s3 fails (${status})`, true)
  if (status === 404 && code === undefined) return unreadable()
  warn(adviceFor(status))
  return new S3Failure('refused', `s3 refuses (${status})`)
}

function adviceFor(status: number) {
  if (status === 401 || status === 403)
    return `s3 does not accept S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or this machine's clock is wrong (${status})`
  if (status === 404) return 's3 does not know the bucket: see S3_BUCKET and S3_ENDPOINT (404)'
  return `s3 refuses what it is asked: see S3_ENDPOINT, S3_BUCKET and S3_REGION (${status})`
}

/** Errors of libraries may contain the key, the address or the answer, so their messages are not passed on. */
export function toFailure(error: unknown, warn: Warn): S3Failure {
  if (error instanceof S3Failure) return error
  if (!(error instanceof OutboundFailure)) return unreadable()
  if (error.trouble === 'network') return new S3Failure('unavailable', 's3 cannot be reached', true)
  if (error.trouble === 'too_large') return new S3Failure('unavailable', 's3 sends too much')
  warn('s3 answers with a redirect: see S3_ENDPOINT and S3_REGION')
  return new S3Failure('unavailable', 's3 answers with a redirect')
}
