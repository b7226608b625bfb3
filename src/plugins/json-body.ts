import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { invalid, refuse } from '../errors.ts'
import { unsoundIn } from '../http/sound-json.ts'
import { acceptedTypes, refuseMediaType } from './error-handler.ts'
import { jsonFault } from './json-fault.ts'

const jsonTypes = ['application/json', 'application/merge-patch+json']

/**
 * Parser of JSON bodies. Refuses values that one of the two databases could not return exactly (NUL, lone surrogates,
 * integers past 2^53-1, invalid UTF-8), and bodies that would block the event loop (too deep, too many members).
 */
export function jsonBody(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(jsonTypes, { parseAs: 'buffer' }, (request, body, done) => {
    // Many clients send a Content-Type without a body.
    if (body.length === 0 && request.routeOptions.schema?.body === undefined) return done(null)
    if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity')) return done(refuseCompressed())
    if (!acceptedTypes(request).includes(mediaType(request))) return done(refuseMediaType(request))
    if (body.length > 0 && !isUtf8(body))
      return done(refuse('malformed-request', { message: 'The body is not valid UTF-8.' }))
    const text = body.toString()
    parse(request, text, (error, value) => {
      if (error) return done(body.length === 0 ? error : refuseJson(text))
      // A patch is stored one level deeper, inside a state: the same limit must hold when that is saved again.
      const problem = unsoundIn(value, 'body', request.method === 'PATCH' ? 1 : 0)
      if (problem) done(invalid([problem]))
      else done(null, value)
    })
  })
}

const refuseJson = (text: string) =>
  refuse('malformed-request', {
    message: jsonFault(text) ?? 'The body has a member that no JSON needs (__proto__, constructor.prototype).',
  })

const refuseCompressed = () =>
  refuse('unsupported-media-type', { message: 'Send the body without a Content-Encoding.' })

const mediaType = (request: FastifyRequest) =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
