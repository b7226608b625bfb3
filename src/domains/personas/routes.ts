import * as contract from '../../../schemas/personas/index.ts'
import { userIdOrNull, userOf } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const reading = { access: 'player' } as const
  const changing = { access: 'user-or-operator' } as const
  const own = { access: 'user' } as const

  app.get('/api/v1/personas', { schema: contract.listPersonas, config: reading }, async (request) =>
    actions.listPersonas(deps, request.principal, request.query),
  )

  app.post('/api/v1/personas', { schema: contract.createPersona, config: changing }, async (request, reply) => {
    const persona = await actions.createPersona(deps, userIdOrNull(request), request.body)
    reply.code(201).header('location', `/api/v1/personas/${persona.id}`)
    return persona
  })

  app.get('/api/v1/personas/:id', { schema: contract.readPersona, config: reading }, async (request) =>
    actions.readPersona(deps, request.principal, request.params.id),
  )

  app.patch('/api/v1/personas/:id', { schema: contract.updatePersona, config: changing }, async (request) =>
    actions.updatePersona(deps, userIdOrNull(request), request.params.id, request.body),
  )

  app.delete('/api/v1/personas/:id', { schema: contract.deletePersona, config: changing }, async (request, reply) => {
    await actions.deletePersona(deps, userIdOrNull(request), request.params.id)
    reply.code(204)
  })

  const relationship = '/api/v1/personas/:id/relationship'
  app.get(relationship, { schema: contract.readRelationship, config: own }, async (request) =>
    actions.readRelationship(deps, userOf(request), request.params.id),
  )

  app.put(relationship, { schema: contract.putRelationship, config: own }, async (request) =>
    actions.putRelationship(deps, userOf(request), request.params.id, request.body),
  )

  app.delete(relationship, { schema: contract.forgetRelationship, config: own }, async (request, reply) => {
    await actions.forgetRelationship(deps, userOf(request), request.params.id)
    reply.code(204)
  })
}
