import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifyTypeProvider, RawServerDefault } from 'fastify'
import { invalid } from '../errors.ts'
import { unsoundIn } from './sound-json.ts'

/** Lets Fastify's types follow the TypeBox schemas of a route. */
export interface TypeBox extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

/** Routes of one domain. `Needs` says what the domain uses. */
export type Routes<Needs> = FastifyPluginAsync<Needs & {}, RawServerDefault, TypeBox>

/**
 * Validates a computed value against a schema of the contract like a request body: fills in defaults, and refuses with
 * the path of each wrong member, below `name`.
 */
export function checkAgainst<T extends TSchema>(request: FastifyRequest, schema: T, value: unknown, name: string) {
  const unsound = unsoundIn(value, name, 1)
  if (unsound) throw invalid([unsound])
  const validate = request.compileValidationSchema(schema as object as Record<string, unknown>, 'body')
  if (!validate(value)) {
    throw Object.assign(new Error('invalid'), { validation: validate.errors, validationContext: name })
  }
  return value as Static<T>
}

/** Sends an answer that is JSON text already, without serialising it again. `T` is the type that the contract names. */
export const sendJsonText = <T>(reply: FastifyReply, text: string): T =>
  reply.header('content-type', 'application/json; charset=utf-8').send(text) as T
