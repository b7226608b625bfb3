import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { refuse } from '../errors.ts'

/** A form as it came, without a prototype: names that came more than once have a list. */
export type Form = Record<string, string | string[]>

const MAX_BYTES = 32 * 1024
const MAX_FIELDS = 200
const MAX_NAME = 100
const MAX_VALUE = 8_000

/**
 * Makes the routes of this scope take forms, and nothing else: for what other services send by themselves. To be called
 * in a `register` of those routes alone, for a page of another site can send a form with the player's cookies.
 */
export function formBody(scope: FastifyInstance) {
  scope.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer', bodyLimit: MAX_BYTES } as const
  scope.addContentTypeParser<Buffer>('application/x-www-form-urlencoded', options, (request, body, done) => {
    if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity'))
      return done(refuse('unsupported-media-type', { message: 'Send the body without a Content-Encoding.' }))
    const form = readForm(body)
    if (form) done(null, form)
    else done(refuse('malformed-request', { message: 'The body is no form, or has too much in it.' }))
  })
}

/** The fields of a form; undefined for what is none, or too much. A field that cannot be decoded is not guessed. */
export function readForm(body: Buffer): Form | undefined {
  if (body.length > MAX_BYTES || !isUtf8(body)) return undefined
  const form = Object.create(null) as Form
  const fields = body.toString().split('&', MAX_FIELDS + 1)
  if (fields.length > MAX_FIELDS) return undefined
  for (const field of fields) {
    if (field === '') continue
    const [name, value] = splitAt(field, field.indexOf('=')).map(decoded)
    if (name === undefined || value === undefined || !isFit(name, value)) return undefined
    const known = form[name]
    form[name] = known === undefined ? value : [known, value].flat()
  }
  return form
}

const splitAt = (field: string, at: number) => (at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)])

/** Undefined for a percent sign that stands for no byte, and for bytes that are no UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** `__proto__` would become a prototype where a form is copied. */
const isFit = (name: string, value: string) =>
  name !== '' &&
  name !== '__proto__' &&
  name.length <= MAX_NAME &&
  value.length <= MAX_VALUE &&
  !name.includes('\0') &&
  !value.includes('\0')
