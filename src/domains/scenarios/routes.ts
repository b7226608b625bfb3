import * as contract from '../../../schemas/scenarios.ts'
import { userIdOrNull } from '../../http/principal.ts'
import type { Routes } from '../../http/route.ts'
import * as actions from './actions.ts'

export const routes: Routes<actions.Needs> = async (app, deps) => {
  const config = { access: 'user-or-operator' } as const

  app.get('/api/v1/scenarios', { schema: contract.listScenarios, config }, async (request) =>
    actions.listScenarios(deps, userIdOrNull(request), request.query),
  )

  app.get('/api/v1/scenarios/popular', { schema: contract.listPopularScenarios, config }, async (request) =>
    actions.listPopularScenarios(deps, userIdOrNull(request)),
  )

  app.post('/api/v1/scenarios', { schema: contract.createScenario, config }, async (request, reply) => {
    const scenario = await actions.createScenario(deps, userIdOrNull(request), request.body)
    reply.code(201).header('location', `/api/v1/scenarios/${scenario.id}`)
    return scenario
  })

  app.get('/api/v1/scenarios/:id', { schema: contract.readScenario, config }, async (request) =>
    actions.readScenario(deps, userIdOrNull(request), request.params.id),
  )

  app.patch('/api/v1/scenarios/:id', { schema: contract.updateScenario, config }, async (request) =>
    actions.updateScenario(deps, userIdOrNull(request), request.params.id, request.body),
  )

  app.delete('/api/v1/scenarios/:id', { schema: contract.deleteScenario, config }, async (request, reply) => {
    await actions.deleteScenario(deps, userIdOrNull(request), request.params.id)
    reply.code(204)
  })
}
