import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

const MAX_LANGUAGES = 10

/** Languages that a caller accepts, best first, from Accept-Language: `['de-at', 'en']`. Empty without the header. */
export const acceptedLanguages = ({ headers }: Pick<FastifyRequest, 'headers'>): string[] =>
  headers['accept-language'] === undefined ? [] : new Negotiator({ headers }).languages().slice(0, MAX_LANGUAGES)
