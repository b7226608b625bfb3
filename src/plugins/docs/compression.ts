import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const text = /^(text\/|application\/(javascript|json|yaml)|image\/svg)/

/** Compressed files kept in memory: more than there are. The limit matters because one file has many spellings of its path. */
const MAX_KEPT = 40

export const acceptsGzip = ({ headers }: FastifyRequest) =>
  /(^|,)\s*(gzip|\*)\s*(?!;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding'] ?? ''))

export const varyByEncoding = (reply: FastifyReply) =>
  reply.header('vary', [reply.getHeader('vary'), 'Accept-Encoding'].filter(Boolean).join(', '))

/** Compresses each file of the pages once for each content. Answers of the API are never compressed: their ETags are strong. */
export function compressFiles(pages: FastifyInstance) {
  const kept = new Map<string, { whole: Buffer; zipped: Buffer }>()
  pages.addHook('onSend', async (request, reply, payload) => {
    if (!text.test(String(reply.getHeader('content-type'))) || reply.hasHeader('content-encoding')) return payload
    varyByEncoding(reply)
    if (reply.statusCode !== 200 || !acceptsGzip(request)) return payload
    const [path = ''] = request.url.split('?')
    const whole = await bytesOf(payload)
    const known = kept.get(path)
    const zipped = known?.whole.equals(whole) ? known.zipped : await promisify(gzip)(whole)
    if (known || kept.size < MAX_KEPT) kept.set(path, { whole, zipped })
    reply.removeHeader('accept-ranges').headers({ 'content-encoding': 'gzip', 'content-length': zipped.length })
    return zipped
  })
}

const bytesOf = (payload: unknown) =>
  typeof payload === 'string' || Buffer.isBuffer(payload)
    ? Buffer.from(payload)
    : buffer(payload as NodeJS.ReadableStream)
