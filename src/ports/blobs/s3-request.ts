import type { S3mini } from 's3mini'
import type { Env } from '../../../schemas/env/index.ts'
import { outbound } from '../outbound.ts'
import { MAX_OBJECT_BYTES } from './key.ts'
import type { ObjectKey } from './port.ts'

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** Absent: the bucket itself is asked. */
  key?: ObjectKey
  query?: Record<string, string>
  /** Signed with the request. */
  headers?: Record<string, string>
  body?: Uint8Array
}

export type Send = (request: S3Request, signal: AbortSignal) => Promise<Response>

/** Seconds for which a signature holds: how far the clocks may differ. */
const SIGNED_FOR_SECONDS = 300

/**
 * Signs with s3mini and sends by ourselves. The library's own requests cannot be aborted one by one, take any page for
 * an empty list, and answer "no such object" when there is no such bucket.
 */
export function sender(env: Env): Send {
  const request = outbound(MAX_OBJECT_BYTES)
  let signer: Promise<S3mini> | undefined
  return async ({ method, key, query = {}, headers = {}, body }, signal) => {
    signer ??= openSigner(env)
    const path = key === undefined ? `${env.S3_BUCKET}` : `${env.S3_BUCKET}/${key}`
    // The type allows GET and PUT; the signature is made in the same way for every method.
    const url = await (await signer).getPresignedUrl(method as 'GET', path, SIGNED_FOR_SECONDS, query, headers)
    // Sizes are those of the stored bytes, so nothing on the way may compress them.
    return request(url, {
      method,
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: body as BodyInit,
      signal,
    })
  }
}

/** Loads the library with the first request. */
async function openSigner(env: Env) {
  const { S3mini } = await import('s3mini')
  return new S3mini({
    endpoint: env.S3_ENDPOINT as string,
    accessKeyId: env.S3_ACCESS_KEY_ID as string,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY as string,
    region: env.S3_REGION,
  })
}
