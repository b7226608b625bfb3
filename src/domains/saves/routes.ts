import * as contract from '../../../schemas/saves/index.ts'
import { basisOf, conform, type Domain, tagged, taggedUnlessKnown } from '../../http/route.ts'
import * as actions from './actions.ts'

export const saves: Domain<actions.Needs> = async (app, deps) => {
  const config = { access: 'public' } as const
  const bodyLimit = deps.env.SAVE_MAX_BYTES

  app.post('/api/v1/save', { schema: contract.saveSession, config, bodyLimit }, async (request, reply) =>
    tagged(reply, await actions.saveSession(deps, request.body, basisOf(request.headers))),
  )

  app.get('/api/v1/load/:session_id', { schema: contract.loadSession, config }, async (request, reply) =>
    taggedUnlessKnown(request, reply, await actions.loadSession(deps, request.params.session_id)),
  )

  app.get('/api/v1/saves/:session_id/versions', { schema: contract.listSaveVersions, config }, async (request) =>
    actions.listSaveVersions(deps, request.params.session_id, request.query),
  )

  app.get(
    '/api/v1/saves/:session_id/versions/:version',
    { schema: contract.loadSaveVersion, config },
    async (request, reply) =>
      tagged(reply, await actions.loadSaveVersion(deps, request.params.session_id, request.params.version)),
  )

  app.post(
    '/api/v1/saves/:session_id/versions/:version/restore',
    { schema: contract.restoreSaveVersion, config },
    async (request, reply) =>
      tagged(
        reply,
        await actions.restoreSaveVersion(
          deps,
          request.params.session_id,
          request.params.version,
          basisOf(request.headers),
        ),
      ),
  )

  app.patch('/api/v1/saves/:session_id', { schema: contract.patchSave, config, bodyLimit }, async (request, reply) => {
    const checked = (state: unknown) => conform(request, contract.SaveState, state, 'state')
    const { params, body, headers } = request
    return tagged(reply, await actions.patchSave(deps, params.session_id, body, basisOf(headers), checked))
  })

  app.delete('/api/v1/saves/:session_id', { schema: contract.deleteSave, config }, async (request, reply) => {
    await actions.deleteSave(deps, request.params.session_id, basisOf(request.headers))
    reply.code(204)
  })
}
