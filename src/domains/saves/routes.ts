import type { FastifyReply, FastifyRequest } from 'fastify'
import * as contract from '../../../schemas/saves/index.ts'
import { isNotModified, preconditionOf, withEtag } from '../../http/etag.ts'
import { ownerOf, ownerOrNew, setSessionCookie } from '../../http/owner.ts'
import { rateLimitKey } from '../../http/principal.ts'
import { checkAgainst, type Routes, sendJsonText } from '../../http/route.ts'
import * as actions from './actions.ts'
import { type StoredSave, saveText } from './state.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'player' } as const
  const bodyLimit = deps.env.SAVE_MAX_BYTES
  const secure = deps.env.APP_ENV === 'production'

  app.post('/api/v1/save', { schema: contract.saveSession, config, bodyLimit }, async (request, reply) => {
    const { isNew, ...id } = ownerOrNew(request)
    const writing = { ...id, limitKey: rateLimitKey(request) }
    const receipt = await actions.saveSession(deps, writing, request.body.state, preconditionOf(request.headers))
    if (isNew) setSessionCookie(reply, id.session_id, secure)
    return withEtag(reply, receipt)
  })

  app.get('/api/v1/load/:session_id', { schema: contract.loadSession, config }, async (request, reply) =>
    send(request, reply, await actions.loadSession(deps, idOf(request))),
  )

  app.get('/api/v1/saves', { schema: contract.listSaves, config }, async (request) =>
    actions.listSaves(deps, ownerOf(request), request.query),
  )

  app.get('/api/v1/saves/:session_id', { schema: contract.readSave, config }, async (request, reply) =>
    send(request, reply, await actions.loadSession(deps, idOf(request))),
  )

  app.get('/api/v1/saves/:session_id/versions', { schema: contract.listSaveVersions, config }, async (request) =>
    actions.listSaveVersions(deps, idOf(request), request.query),
  )

  const version = '/api/v1/saves/:session_id/versions/:version'
  app.get(version, { schema: contract.loadSaveVersion, config }, async (request, reply) =>
    send(request, reply, await actions.loadSaveVersion(deps, idOf(request), request.params.version)),
  )

  app.post(`${version}/restore`, { schema: contract.restoreSaveVersion, config }, async (request, reply) => {
    const { params, headers } = request
    const precondition = preconditionOf(headers)
    return withEtag(reply, await actions.restoreSaveVersion(deps, writingOf(request), params.version, precondition))
  })

  app.patch('/api/v1/saves/:session_id', { schema: contract.patchSave, config, bodyLimit }, async (request, reply) => {
    const check = (state: unknown) => checkAgainst(request, contract.SaveStateInput, state, 'state')
    const precondition = preconditionOf(request.headers)
    return withEtag(reply, await actions.patchSave(deps, writingOf(request), request.body, precondition, check))
  })

  app.delete('/api/v1/saves/:session_id', { schema: contract.deleteSave, config }, async (request, reply) => {
    await actions.deleteSave(deps, idOf(request), preconditionOf(request.headers))
    reply.code(204)
  })
}

type OfSession = FastifyRequest<{ Params: { session_id: string } }>

const idOf = (request: Pick<OfSession, 'params'>) => {
  const { session_id } = request.params
  return { owner: ownerOf(request as OfSession, session_id), session_id }
}

const writingOf = (request: Pick<OfSession, 'params'>) => ({
  ...idOf(request),
  limitKey: rateLimitKey(request as OfSession),
})

/** The save as it is stored, or 304 when the client has this version already. */
function send(request: Pick<OfSession, 'params' | 'headers'>, reply: FastifyReply, save: StoredSave): contract.Save {
  withEtag(reply, save)
  if (isNotModified(request as OfSession, save)) return reply.code(304).send() as never
  return sendJsonText(reply, saveText(request.params.session_id, save))
}
