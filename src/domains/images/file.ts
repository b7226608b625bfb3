import type { FastifyReply, FastifyRequest } from 'fastify'
import parseRange from 'range-parser'
import { refuse } from '../../errors.ts'

/** What a picture's file is, before its bytes are read. */
export interface ImageFile {
  sha256: string
  size_bytes: number
  read(): Promise<Uint8Array>
}

type Headers = Pick<FastifyRequest, 'headers'>['headers']

const tagOf = ({ sha256 }: ImageFile) => `"${sha256}"`

/** Compared weakly, as RFC 9110 wants it of If-None-Match. */
function isKnown(headers: Headers, file: ImageFile) {
  const tags = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(tagOf(file))
}

/** The one range that is asked for; undefined for the whole. Several ranges are answered by the whole, as RFC 9110 allows. */
function rangeOf(headers: Headers, file: ImageFile) {
  const { range, 'if-range': ifRange } = headers
  if (range === undefined || (ifRange !== undefined && ifRange !== tagOf(file))) return undefined
  const ranges = parseRange(file.size_bytes, range)
  if (ranges === -1)
    throw refuse('range-not-satisfiable', { headers: { 'content-range': `bytes */${file.size_bytes}` } })
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? undefined : ranges[0]
}

/** Sends a file that never changes: with its tag, in part, or not at all when the client has it. */
export async function sendFile({ headers }: Pick<FastifyRequest, 'headers'>, reply: FastifyReply, file: ImageFile) {
  reply.headers({
    etag: tagOf(file),
    'cache-control': 'public, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
  })
  if (isKnown(headers, file)) return reply.code(304).send()
  const range = rangeOf(headers, file)
  reply.type('image/webp')
  const bytes = await file.read()
  if (!range) return reply.send(bytes)
  reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size_bytes}`)
  return reply.send(bytes.subarray(range.start, range.end + 1))
}
