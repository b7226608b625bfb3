import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Detail, invalid, refuse } from '../errors.ts'
import { acceptedTypes, refuseMediaType } from './error-handler.ts'

/** Levels of nesting a body may have. Postgres and every recursive walk have an end; this one is ours and is named. */
const MAX_DEPTH = 100

const jsonTypes = ['application/json', 'application/merge-patch+json']

/**
 * JSON bodies, checked for what one of the two databases could not give back exactly: NUL, lone surrogates, integers
 * past 2^53-1, bytes that are not UTF-8, and nesting without end.
 */
export function bodies(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(jsonTypes, { parseAs: 'buffer' }, (request, body, done) => {
    // Many clients name a type for every request that could have a body.
    if (body.length === 0 && request.routeOptions.schema?.body === undefined) return done(null)
    if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity')) return done(refuseCompressed())
    if (!acceptedTypes(request).includes(mediaType(request))) return done(refuseMediaType(request))
    if (body.length > 0 && !isUtf8(body))
      return done(refuse('malformed-request', { message: 'The body is not valid UTF-8.' }))
    parse(request, body.toString(), (error, value) => {
      if (error) return done(error)
      // A patch is of something that is saved one level deeper, and must not make what could not be saved again.
      const problem = firstProblem(value, 'body', mediaType(request).includes('patch') ? 1 : 0)
      if (problem) done(invalid([problem]))
      else done(null, value)
    })
  })
}

const refuseCompressed = () =>
  refuse('unsupported-media-type', { message: 'Send the body without a Content-Encoding.' })

const mediaType = (request: FastifyRequest) =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''

/** The first value that cannot be stored and read back unchanged, with its path. */
function firstProblem(value: unknown, path: string, depth: number): Detail | undefined {
  const found = find(value, depth)
  return found && { path: path + found.path, message: found.message }
}

function find(value: unknown, depth: number): Detail | undefined {
  if (typeof value === 'string') return told(textProblem(value))
  if (typeof value === 'number') return told(numberProblem(value))
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= MAX_DEPTH) return { path: '', message: `must not be nested deeper than ${MAX_DEPTH} levels` }
  return Array.isArray(value) ? findInArray(value, depth) : findInObject(value as Record<string, unknown>, depth)
}

function findInArray(array: unknown[], depth: number) {
  for (const [index, item] of array.entries()) {
    const found = find(item, depth + 1)
    if (found) return { ...found, path: `[${index}]${found.path}` }
  }
}

function findInObject(object: Record<string, unknown>, depth: number) {
  for (const key in object) {
    const named = textProblem(key)
    if (named) return { path: `.${JSON.stringify(key).slice(1, -1)}`, message: `has a name that ${named}` }
    const found = find(object[key], depth + 1)
    if (found) return { ...found, path: `.${key}${found.path}` }
  }
}

const told = (message: string | undefined) => (message === undefined ? undefined : { path: '', message })

function textProblem(text: string) {
  if (!text.isWellFormed()) return 'must not contain a lone surrogate'
  if (text.includes('\0')) return 'must not contain NUL (\\u0000)'
}

function numberProblem(number: number) {
  const exact = Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number))
  return exact ? undefined : 'must be a number between -(2^53-1) and 2^53-1'
}
