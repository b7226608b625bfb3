import type { FastifyReply, FastifyRequest } from 'fastify'
import { parse } from 'range-parser'
import { refuse } from '../errors.ts'

/** A file that never changes, before its bytes are read. */
export interface FixedFile {
  sha256: string
  size_bytes: number
  read(): Promise<Uint8Array>
}

type Request = Pick<FastifyRequest, 'headers' | 'method'>
type Headers = Request['headers']

const tagOf = ({ sha256 }: FixedFile) => `"${sha256}"`

/** Compared weakly, as RFC 9110 wants it of If-None-Match. */
function isKnown(headers: Headers, file: FixedFile) {
  const tags = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(tagOf(file))
}

/** The one range that is asked for; undefined for the whole, which also answers several ranges, as RFC 9110 allows. */
function rangeOf(headers: Headers, file: FixedFile) {
  const { range, 'if-range': ifRange } = headers
  if (range === undefined || (ifRange !== undefined && ifRange !== tagOf(file))) return undefined
  const { code, type, ranges } = parse(file.size_bytes, range)
  // 1: malformed; 2: no such bytes. A header that is not understood is ignored, as RFC 9110 asks for.
  if (type !== 'bytes' || (code & 1) !== 0) return undefined
  if (ranges.length === 0)
    throw refuse('range-not-satisfiable', { headers: { 'content-range': `bytes */${file.size_bytes}` } })
  return ranges.length === 1 ? ranges[0] : undefined
}

interface Sent {
  type: string
  /** Who may keep it, and for how long. */
  cache: string
}

/** Sends a file: with its tag, in part, or not at all when the client has it. */
export async function sendFile(
  { headers, method }: Request,
  reply: FastifyReply,
  file: FixedFile,
  { type, cache }: Sent,
) {
  const fileHeaders = { etag: tagOf(file), 'cache-control': cache, 'accept-ranges': 'bytes' }
  if (isKnown(headers, file)) return reply.code(304).headers(fileHeaders).send()
  // Ranges are of GET alone.
  const range = method === 'GET' ? rangeOf(headers, file) : undefined
  const bytes = await file.read()
  // Not before the bytes are there: a refusal must not be kept as long as the file.
  reply.headers(fileHeaders).type(type)
  if (!range) return reply.send(bytes)
  reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size_bytes}`)
  return reply.send(bytes.subarray(range.start, range.end + 1))
}
