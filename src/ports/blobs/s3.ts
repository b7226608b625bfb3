import { createHash } from 'node:crypto'
import type { Adapter, PortContext } from '../port.ts'
import { checkKey, checkPrefix, checkSize } from './key.ts'
import { type Blobs, BlobsFailure, type ListedObject } from './port.ts'
import { type Calls, calls } from './s3-call.ts'
import { unreadable } from './s3-failure.ts'
import { type Page, readPage } from './s3-list.ts'
import { type Send, sender } from './s3-request.ts'

const PAGE_KEYS = '1000'

function s3Blobs(send: Send, context: PortContext): Blobs {
  const { call, state } = calls(send, context)
  let isFull = false
  return {
    async put(key, bytes, contentType) {
      checkKey(key)
      checkSize(bytes)
      const headers = {
        'content-type': contentType,
        // The storage refuses bytes that were damaged on their way.
        'content-md5': createHash('md5').update(bytes).digest('base64'),
      }
      const stored = await call({ method: 'PUT', key, headers, body: bytes }, readStored).catch((error) => {
        isFull ||= error instanceof BlobsFailure && error.kind === 'full'
        throw error
      })
      if (!stored) throw unreadable()
      isFull = false
    },
    async get(key) {
      checkKey(key)
      return call({ method: 'GET', key }, readObject)
    },
    async head(key) {
      checkKey(key)
      return call({ method: 'HEAD', key }, readSize)
    },
    async delete(key) {
      checkKey(key)
      await call({ method: 'DELETE', key }, () => {})
    },
    async *list(prefix) {
      checkPrefix(prefix)
      yield* listAll(call, prefix)
    },
    state: () => (isFull ? 'degraded' : state()),
  }
}

async function* listAll(call: Calls['call'], prefix: string): AsyncGenerator<ListedObject, void, undefined> {
  let token: string | undefined
  do {
    const query = {
      'list-type': '2',
      'max-keys': PAGE_KEYS,
      prefix,
      ...(token !== undefined && { 'continuation-token': token }),
    }
    const page: Page | undefined = await call({ method: 'GET', query }, readList)
    if (!page || (token !== undefined && page.next === token)) throw unreadable()
    yield* page.objects.filter(({ key }) => key.startsWith(prefix))
    token = page.next
  } while (token !== undefined)
}

/** Throws for a success without an ETag, which S3 always sends: a page of a proxy must not count as stored. */
function requireETag(response: Response) {
  if (!response.headers.get('etag')) throw unreadable()
}

function readStored(response: Response) {
  requireETag(response)
  return true
}

async function readObject(response: Response): Promise<Uint8Array> {
  requireETag(response)
  return new Uint8Array(await response.arrayBuffer())
}

function readSize(response: Response) {
  requireETag(response)
  const length = response.headers.get('content-length') ?? ''
  if (!/^\d{1,15}$/.test(length)) throw unreadable()
  return { sizeBytes: Number(length) }
}

async function readList(response: Response): Promise<Page> {
  const page = readPage(await response.text())
  if (!page) throw unreadable()
  return page
}

export const s3: Adapter<Blobs> = {
  name: 's3',
  needs: ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
  open: (env, context) => s3Blobs(sender(env), context),
}
