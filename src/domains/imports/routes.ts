import type { IncomingMessage } from 'node:http'
import * as contract from '../../../schemas/imports.ts'
import { refuse } from '../../errors.ts'
import { allowSilence } from '../../http/long-answer.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  // The body is read from a file, piece by piece, and checked there: parsed as a whole it would take a gigabyte. The stream
  // itself is an object without any of the members, which the schema takes.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', (request, body, done) => {
    if (/^identity$/i.test(request.headers['content-encoding'] ?? 'identity')) done(null, body)
    else done(refuse('unsupported-media-type', { message: 'Send the body without a Content-Encoding.' }))
  })
  const config = { access: 'operator', bodyToFile: true } as const
  const bodyLimit = actions.MAX_BYTES

  app.post(
    '/api/v1/migrate/from-localstorage',
    { schema: contract.importBrowserData, config, bodyLimit },
    async (request, reply) => {
      allowSilence(reply)
      return actions.importBrowserData(deps, request.body as unknown as IncomingMessage, request.query.dry_run)
    },
  )
}
