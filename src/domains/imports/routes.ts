import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import * as contract from '../../../schemas/imports.ts'
import { refuse } from '../../errors.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'
import { uploadToFile } from './upload.ts'

const MAX_BYTES = 64 * 1_048_576
/** Milliseconds without an answer for which the connection stays: a large dump takes minutes. */
const PATIENCE_MS = 30 * 60_000

export const routes: Routes<actions.Needs> = async (app, deps) => {
  // The body is read from a file, piece by piece, and checked there: parsed as a whole it would take a gigabyte. The stream
  // itself is an object without any of the members, which the schema takes.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', (request, body, done) => {
    if (/^identity$/i.test(request.headers['content-encoding'] ?? 'identity')) done(null, body)
    else done(refuse('unsupported-media-type', { message: 'Send the body without a Content-Encoding.' }))
  })

  app.post(
    '/api/v1/migrate/from-localstorage',
    {
      schema: contract.importBrowserData,
      config: { access: 'operator', bodyToFile: true },
      bodyLimit: MAX_BYTES,
    },
    async (request, reply) => {
      reply.raw.setTimeout(PATIENCE_MS, () => reply.raw.destroy())
      const body = request.body as unknown as IncomingMessage
      const upload = await uploadToFile(body, join(deps.env.DATA_DIR, 'uploads'), MAX_BYTES)
      try {
        return await actions.importBrowserData(deps, { ...request.query, file: upload.file })
      } finally {
        await upload.remove()
      }
    },
  )
}
