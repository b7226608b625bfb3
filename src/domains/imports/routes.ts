import type { IncomingMessage } from 'node:http'
import * as contract from '../../../schemas/imports.ts'
import { refuse } from '../../errors.ts'
import { allowSilence } from '../../http/long-answer.ts'
import { allowSlowBody } from '../../http/paced-body.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

const stopped = refuse('overloaded', {
  message: 'The service is stopping. Send the dump again in a moment: what is stored already is skipped.',
  headers: { connection: 'close' },
})

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
  const stopping = new AbortController()
  app.addHook('preClose', async () => stopping.abort(stopped))

  app.post(
    '/api/v1/migrate/from-localstorage',
    { schema: contract.importBrowserData, config, bodyLimit },
    async (request, reply) => {
      allowSilence(reply)
      allowSlowBody(request.raw)
      return actions.importBrowserData(deps, request.body as unknown as IncomingMessage, {
        dryRun: request.query.dry_run,
        signal: stopping.signal,
      })
    },
  )
}
