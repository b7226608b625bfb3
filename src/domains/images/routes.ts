import type { FastifyRequest } from 'fastify'
import * as contract from '../../../schemas/images/index.ts'
import { sendFile } from '../../http/file.ts'
import { ownerOf, ownerOrNew, setSessionCookie } from '../../http/owner.ts'
import type { Routes } from '../../http/route.ts'
import { spendingOf } from '../../http/spending.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'player' } as const
  const open = { access: 'public' } as const
  const secure = deps.env.APP_ENV === 'production'
  const reader = actions.openBlobReader(deps.blobs)
  const webp = { type: 'image/webp', cache: 'public, max-age=31536000, immutable' }

  app.post('/api/v1/images/generate', { schema: contract.generateImage, config }, async (request, reply) => {
    const { session_id: _session, ...what } = request.body
    const { session_id, ...owned } = ownerOrNew(request)
    const { answer, replayed } = await actions.generateImage(deps, spendingOf(request, reply, owned), what)
    if (owned.isNew) setSessionCookie(reply, session_id, secure)
    reply.code(201).headers({ location: `/api/v1/images/${answer.id}`, 'idempotent-replayed': String(replayed) })
    return answer
  })

  app.get('/api/v1/images/search', { schema: contract.searchImages, config: open }, async (request) =>
    actions.searchImages(deps, request.query),
  )

  app.get('/api/v1/images/:id', { schema: contract.readImage, config: open }, async (request) =>
    actions.readImage(deps, { ...request.params, ...request.query }, reader),
  )

  app.get('/api/v1/images/:id/file', { schema: contract.readImageFile, config: open }, async (request, reply) => {
    const file = await actions.readImageFile(deps, { ...request.params, ...request.query }, reader)
    return sendFile(request, reply, file, webp) as never
  })

  app.put('/api/v1/images/:id/feature', { schema: contract.featureImage, config }, async (request) =>
    actions.featureImage(deps, callerOf(request), request.params.id),
  )

  app.delete('/api/v1/images/:id', { schema: contract.deleteImage, config }, async (request) =>
    actions.deleteImage(deps, callerOf(request), request.params.id),
  )

  app.post('/api/v1/images/:id/restore', { schema: contract.restoreImage, config }, async (request) =>
    actions.restoreImage(deps, callerOf(request), request.params.id),
  )
}

const callerOf = (request: Pick<FastifyRequest, 'principal'>): actions.Caller => ({
  owner: ownerOf(request as FastifyRequest),
  isOperator: request.principal.kind === 'operator',
})
